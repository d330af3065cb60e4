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
 * @param event Curator's event; null if the request was not sent
 * @param failure what one of the client's plug-ins threw, so that nothing was sent; null if none
 *     did
 */
public record Reply(ReplyCode code, @Nullable CuratorEvent event, @Nullable Throwable failure) {

  static Reply of(CuratorEvent event) {
    return new Reply(Replies.code(event.getResultCode()), event, null);
  }

  /** Nothing was sent: there was no connection, or the client was closed. */
  static Reply notSent(ReplyCode code) {
    return new Reply(code, null, null);
  }

  /**
   * Starting a request threw. Anything but ZooKeeper's own exceptions comes from one of the
   * client's plug-ins (ACL provider, schema, compression). That is not an outage, and would fail
   * again.
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

  /** The node's stat. Call it only for a successful request that returns one. */
  public NodeStat stat() {
    if (event == null || event.getStat() == null) {
      throw new IllegalStateException("no stat came with " + code);
    }
    return Replies.stat(event.getStat());
  }

  /**
   * The exception for a request that failed for good.
   *
   * @param action what was tried; continues "Could not …"
   */
  public CoordinationException exception(Intent intent, String action) {
    return failure != null
        ? Failures.pluggedIn(failure, action)
        : Failures.translate(code, intent, action);
  }
}
