package io.coord.curator.internal.zookeeper.session;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.session.Handle;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.ZooKeeper.States;

/**
 * Sends requests on ZooKeeper's handle, because Curator would resend a request, possibly in another
 * session.
 *
 * @param absolute translates a path of the client's into one of the handle's
 */
public record ZkHandle(ZooKeeper zooKeeper, UnaryOperator<String> absolute) implements Handle {

  @Override
  public long sessionId() {
    return zooKeeper.getSessionId();
  }

  @Override
  public boolean isAlive() {
    return zooKeeper.getState().isAlive();
  }

  @Override
  public boolean isConnected() {
    return zooKeeper.getState() == States.CONNECTED;
  }

  @Override
  public long timeoutNanos() {
    return TimeUnit.MILLISECONDS.toNanos(zooKeeper.getSessionTimeout());
  }

  @Override
  public int juteMaxBuffer() {
    return Connection.juteMaxBuffer(zooKeeper);
  }

  /** A transaction of checks: it passes through the leader and changes nothing. */
  @Override
  public void checkAll(List<String> paths, Consumer<ReplyCode> then) {
    zooKeeper.multi(
        paths.stream().map(path -> Op.check(absolute.apply(path), -1)).toList(),
        (rc, path, context, results) -> then.accept(Replies.code(rc)),
        null);
  }

  @Override
  public void lookAtAll(List<String> paths, BiConsumer<ReplyCode, List<ReplyCode>> then) {
    zooKeeper.multi(
        paths.stream().map(path -> Op.getChildren(absolute.apply(path))).toList(),
        (rc, path, context, results) ->
            then.accept(
                Replies.code(rc),
                results == null ? List.of() : results.stream().map(ZkHandle::code).toList()),
        null);
  }

  private static ReplyCode code(OpResult result) {
    return result instanceof ErrorResult error ? Replies.code(error.getErr()) : ReplyCode.OK;
  }
}
