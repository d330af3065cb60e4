package io.coord.curator.internal.zookeeper.client;

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

/** Waits for the first session and the first reply, within one deadline. */
public final class Connecting {

  private static final int LOOK_AGAIN_MILLIS = 50;

  private final Connection connection;
  private final Duration timeout;
  private final String servers;
  private final Deadline deadline;

  /** Starts the deadline. */
  public Connecting(Connection connection, Duration timeout) {
    this.connection = connection;
    this.timeout = timeout;
    this.servers = connection.client().getZookeeperClient().getCurrentConnectionString();
    this.deadline = Deadline.after(timeout);
  }

  /**
   * Waits until the service can be used.
   *
   * @throws UnavailableException if it cannot be used in time, with the reason; or if the thread
   *     was interrupted, whose interrupt flag is then set
   * @throws io.coord.RejectedException if the chroot does not exist
   * @throws IllegalStateException if the client is closed in the meantime, or on a thread that
   *     would have to deliver the reply
   */
  public void await() {
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

  /** Fails at once if no handle can be created: waiting would not change that. */
  private void requireHandle(CompletableFuture<Void> connected) {
    try {
      connection.awaitZooKeeper();
    } catch (UnavailableException e) {
      if (ConnectFailure.isOfHandle(e)) {
        connected.completeExceptionally(e);
      }
    }
  }

  /**
   * With a chroot that does not exist, a client connects and then fails at its first use (hazard
   * C8).
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
        code = lookAtRoot(); // the connection was lost again
      }
    } catch (TimeoutException | ExecutionException e) {
      throw new UnavailableException(
          "Connected to %s, but got no reply within %s: the connection was lost again, or the server does not reply (%s)."
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
   * Reads the chroot through the handle: Curator would call the client's plug-ins, which may not
   * expect that path, and it would create the namespace.
   */
  private ReplyCode lookAtRoot() throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<ReplyCode> looked = new CompletableFuture<>();
    try {
      connection
          .zooKeeper()
          .exists("/", false, (rc, path, context, stat) -> looked.complete(Replies.code(rc)), null);
    } catch (UnavailableException e) {
      return ReplyCode.CONNECTIONLOSS;
    }
    return looked.get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
  }
}
