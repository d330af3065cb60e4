package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Log;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gets later zxids for the tokens of a tenure: writes to the contender's node a few times, then
 * checks whether anybody else is queued.
 *
 * <p>If nobody is, later contenders get later zxids, so all zxids up to the last write belong to
 * this tenure. If somebody is, that node may be older than the writes, and the tenure keeps the
 * tokens it has. All requests go through the contender's handle, so in one session.
 */
final class TokenRenewal {

  private static final Log log = Log.of(TokenRenewal.class);
  private static final int WRITES = 8; // in one round trip; each yields only 4,096 tokens

  private final SessionPort session;
  private final QueuedContender node;
  private final Consumer<OptionalLong> then;

  /**
   * Sends nothing yet.
   *
   * @param then called once, on an engine thread or in {@link #start}: with the zxid of the write
   *     if nobody else is queued, empty otherwise
   */
  TokenRenewal(SessionPort session, QueuedContender node, Consumer<OptionalLong> then) {
    this.session = session;
    this.node = node;
    this.then = then;
  }

  void start() {
    if (session.canSend()) {
      orNone(this::write);
    } else {
      then.accept(OptionalLong.empty());
    }
  }

  private void write() {
    for (int i = 1; i < WRITES; i++) {
      write((code, stat) -> {});
    }
    write(
        (code, stat) -> {
          if (code == ReplyCode.OK && stat != null) {
            orNone(() -> look(stat.mzxid()));
          } else {
            complete(OptionalLong.empty());
          }
        });
  }

  private void write(BiConsumer<ReplyCode, @Nullable NodeStat> written) {
    node.queue().write(node.name(), node.data(), written);
  }

  /** Only a read in the same session is certain to see the writes. */
  private void look(long mzxid) {
    node.queue()
        .list(
            (code, children) ->
                complete(isAlone(code, children) ? OptionalLong.of(mzxid) : OptionalLong.empty()));
  }

  private boolean isAlone(ReplyCode code, List<String> children) {
    return code == ReplyCode.OK && !ContenderOrder.hasOthers(children, node.name());
  }

  /** A tenure that waits for tokens must get a reply, whatever fails. */
  private void orNone(Runnable request) {
    try {
      request.run();
    } catch (RuntimeException | Error e) {
      log.warn("Could not request more tokens with {}.", node.path(), e);
      complete(OptionalLong.empty());
    }
  }

  private void complete(OptionalLong zxid) {
    session.threads().engine().execute(() -> then.accept(zxid));
  }
}
