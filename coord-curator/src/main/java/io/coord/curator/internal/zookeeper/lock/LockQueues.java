package io.coord.curator.internal.zookeeper.lock;

import io.coord.UnavailableException;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.queue.LockPath;
import io.coord.curator.internal.engine.queue.MutexSteps;
import io.coord.curator.internal.engine.queue.QueuePort;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.Replies;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.ZooKeeper.States;
import org.jspecify.annotations.Nullable;

/** Opens the queues of one Coordination's locks. */
public final class LockQueues implements QueuePort.Factory {

  private static final Log log = Log.of(LockQueues.class);

  private static final long MOMENT_MILLIS = 200;

  /** On a thread shared by the whole JVM, which outlives the Coordination. */
  static final Executor LATER =
      CompletableFuture.delayedExecutor(MOMENT_MILLIS, TimeUnit.MILLISECONDS, Runnable::run);

  private final Connection connection;

  /** Sends nothing. Starts the thread of all delays: later there may be none to be started. */
  public LockQueues(Connection connection) {
    this.connection = connection;
    LATER.execute(() -> {});
  }

  @Override
  public QueuePort open(LockPath lock) {
    return new QueueRequests(connection, lock);
  }

  @Override
  public void runMutex(LockPath lock, byte[] label, MutexSteps steps) {
    connection.threads().workers().execute(new MutexRun(connection, lock.path(), label, steps));
  }

  @Override
  public void later(Runnable task) {
    LATER.execute(task);
  }

  @Override
  public boolean isConnected() {
    return connection.client().getZookeeperClient().isConnected();
  }

  @Override
  public boolean takesWrites() {
    return connected() != null;
  }

  @Override
  public void delete(String path, Consumer<ReplyCode> then) {
    ZooKeeper handle = connected();
    if (handle == null) {
      then.accept(ReplyCode.CONNECTIONLOSS);
      return;
    }
    try {
      handle.delete(
          connection.absolute(path),
          -1,
          (rc, same, context) -> then.accept(Replies.code(rc)),
          null);
    } catch (RuntimeException | Error e) { // out of memory, for example
      log.debug("The deletion of {} could not be sent.", path, e);
      then.accept(ReplyCode.SYSTEMERROR);
    }
  }

  /** The handle, if there is one that serves writes (hazard C5). */
  private @Nullable ZooKeeper connected() {
    try {
      ZooKeeper handle = connection.zooKeeper();
      return handle.getState() == States.CONNECTED ? handle : null;
    } catch (UnavailableException e) {
      return null;
    }
  }
}
