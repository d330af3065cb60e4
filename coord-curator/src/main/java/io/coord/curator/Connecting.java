package io.coord.curator;

import io.coord.ConnectionState;
import io.coord.Subscription;
import io.coord.UnavailableException;
import io.coord.curator.internal.engine.Failures;
import io.coord.curator.internal.engine.Failures.Intent;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.session.Calls;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.Replies;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The wait for a first session, and for a first answer, within one deadline. */
final class Connecting {

  private static final int LOOK_AGAIN_MILLIS = 50;

  private final Connection connection;
  private final Duration timeout;
  private final String servers;
  private final Deadline deadline;

  /** The time begins now. */
  Connecting(Connection connection, Duration timeout) {
    this.connection = connection;
    this.timeout = timeout;
    this.servers = connection.client().getZookeeperClient().getCurrentConnectionString();
    this.deadline = Deadline.after(timeout);
  }

  /**
   * Waits until the service can be used.
   *
   * @throws UnavailableException if it cannot in time, with the reason; or if the thread was
   *     interrupted, whose flag is set again then
   * @throws io.coord.RejectedException if the chroot does not exist
   * @throws IllegalStateException if the client is closed meanwhile, or on a thread that would have
   *     to bring the answer
   */
  void await() {
    new Calls(connection).requireThreadThatMayWait("connect to " + servers);
    try {
      awaitSession();
      awaitRoot();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("Interrupted while connecting to " + servers, e);
    }
  }

  private void awaitSession() throws InterruptedException {
    CompletableFuture<Void> connected = new CompletableFuture<>();
    connection.threads().workers().execute(() -> requireHandle(connected));
    CompletableFuture<Void> closed = connection.whenClosed();
    Subscription watching =
        connection.observe(
            connection.threads().engine(),
            state -> {
              if (state == ConnectionState.CONNECTED) {
                connected.complete(null);
              }
            });
    try {
      CompletableFuture.anyOf(connected, closed)
          .get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
      requireOpen();
    } catch (TimeoutException | ExecutionException e) {
      throw new ConnectFailure(connection, servers, timeout).explain();
    } finally {
      watching.close();
    }
  }

  /** A handle that cannot be made today cannot be made tomorrow: there is nothing to wait for. */
  private void requireHandle(CompletableFuture<Void> connected) {
    try {
      connection.zooKeeper();
    } catch (UnavailableException e) {
      if (ConnectFailure.isOfHandle(e)) {
        connected.completeExceptionally(e);
      }
    }
  }

  /**
   * A client with a chroot that does not exist connects, and fails at its first use (hazard C8).
   */
  private void awaitRoot() throws InterruptedException {
    ReplyCode code = ReplyCode.CONNECTIONLOSS;
    try {
      code = lookAtRoot();
      while (code.isTransient()) {
        requireOpen();
        if (deadline.passed()) {
          throw new TimeoutException();
        }
        TimeUnit.MILLISECONDS.sleep(Math.min(LOOK_AGAIN_MILLIS, deadline.remainingMillis()));
        code = lookAtRoot(); // the connection went again
      }
    } catch (TimeoutException | ExecutionException e) {
      throw new UnavailableException(
          "Connected to %s, but got no answer within %s: the connection was lost again, or the server does not answer (%s)."
              .formatted(servers, timeout, code),
          new ReplyException(code, "/"));
    }
    if (code != ReplyCode.OK && code != ReplyCode.NOAUTH) {
      throw Failures.translate(code, Intent.READ, "look at the root of " + servers);
    }
  }

  private void requireOpen() {
    if (connection.whenClosed().isDone()) {
      throw new IllegalStateException("The client was closed while connecting to " + servers);
    }
  }

  /**
   * The chroot itself, by the handle: Curator would ask what is plugged into the client, which need
   * not know that path, and would create the namespace. By a worker, as the handle may have to be
   * waited for (hazard C13).
   */
  private ReplyCode lookAtRoot() throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<ReplyCode> looked = new CompletableFuture<>();
    connection
        .threads()
        .workers()
        .execute(
            () -> {
              try {
                connection
                    .zooKeeper()
                    .exists(
                        "/",
                        false,
                        (rc, path, context, stat) -> looked.complete(Replies.code(rc)),
                        null);
              } catch (UnavailableException e) {
                looked.complete(ReplyCode.CONNECTIONLOSS);
              }
            });
    return looked.get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
  }
}
