package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import org.jspecify.annotations.Nullable;

/**
 * The reply to a request about an instance's node, or the reason why there is none.
 *
 * @param code OK, or what went wrong
 * @param stat the node's stat after the request; null unless OK, and after a deletion
 * @param session the session in which it was sent; 0 if it was not sent
 * @param failure what one of the client's plug-ins threw, so that nothing was sent; usually null
 */
public record Answer(
    ReplyCode code, @Nullable NodeStat stat, long session, @Nullable Throwable failure) {

  public static Answer of(ReplyCode code, @Nullable NodeStat stat, long session) {
    return new Answer(code, stat, session, null);
  }

  public static Answer notSent(ReplyCode code) {
    return of(code, null, 0);
  }

  /** One of the client's plug-ins threw, so nothing was sent. */
  public static Answer refused(Throwable failure) {
    return new Answer(ReplyCode.BADARGUMENTS, null, 0, failure);
  }
}
