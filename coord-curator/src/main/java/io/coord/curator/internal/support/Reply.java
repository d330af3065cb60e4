package io.coord.curator.internal.support;

import org.apache.curator.framework.api.CuratorEvent;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request.
 *
 * @param code how it ended
 * @param event what came with it; null if the request was not even sent
 */
public record Reply(Code code, @Nullable CuratorEvent event) {

  static Reply of(CuratorEvent event) {
    return new Reply(ZkErrors.code(event.getResultCode()), event);
  }

  /** Whether it succeeded. */
  public boolean ok() {
    return code == Code.OK;
  }

  /** The node's stat; only for a successful answer of a request that yields one. */
  public Stat stat() {
    if (event == null || event.getStat() == null) {
      throw new IllegalStateException("no stat came with " + code);
    }
    return event.getStat();
  }
}
