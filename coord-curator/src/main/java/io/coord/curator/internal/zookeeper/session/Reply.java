package io.coord.curator.internal.zookeeper.session;

import io.coord.CoordinationException;
import io.coord.curator.internal.engine.Failures;
import io.coord.curator.internal.engine.Failures.Intent;
import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;

/**
 * The reply to one request.
 *
 * @param event what came with it; null if the request was not sent
 * @param failure what a plug-in of the client threw, so that nothing was sent; null if none did
 */
public record Reply(ReplyCode code, @Nullable CuratorEvent event, @Nullable Throwable failure) {

  static Reply of(CuratorEvent event) {
    return new Reply(Replies.code(event.getResultCode()), event, null);
  }

  /** Nothing was sent, for lack of a connection or of an open client. */
  static Reply notSent(ReplyCode code) {
    return new Reply(code, null, null);
  }

  /**
   * The start of a request threw. Anything but ZooKeeper's own exceptions comes from a plug-in of
   * the client (an ACL provider, a schema, a compression): that is no outage, and would fail again.
   */
  static Reply thrown(Throwable thrown) {
    return thrown instanceof KeeperException keeper
        ? notSent(Replies.code(keeper.code()))
        : new Reply(ReplyCode.BADARGUMENTS, null, thrown);
  }

  /** Whether it succeeded. */
  public boolean ok() {
    return code == ReplyCode.OK;
  }

  /** The node's stat; only for a successful request that yields one. */
  public NodeStat stat() {
    if (event == null || event.getStat() == null) {
      throw new IllegalStateException("no stat came with " + code);
    }
    return Replies.stat(event.getStat());
  }

  /**
   * The exception for a request that failed for good.
   *
   * @param action what was tried, to continue "Could not …"
   */
  public CoordinationException exception(Intent intent, String action) {
    return failure != null
        ? Failures.pluggedIn(failure, action)
        : Failures.translate(code, intent, action);
  }
}
