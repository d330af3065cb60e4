package io.coord.curator.internal.engine.session;

import io.coord.CoordinationException;
import io.coord.UnavailableException;
import io.coord.curator.internal.engine.Failures;
import io.coord.curator.internal.engine.Failures.Intent;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.support.Backoff;
import io.coord.curator.internal.support.Deadline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls of the application that wait for a reply: no longer than the operation timeout, and never
 * on a thread that would have to deliver it.
 *
 * @param session the session whose replies they wait for
 */
public record Calls(SessionPort session) {

  private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);
  private static final int MOST_LOSSES = 3;

  /**
   * Reads, and retries after a lost connection, until the operation timeout. After three losses it
   * gives up: a reply that is too large costs the connection of everybody who uses the client
   * (hazard C7).
   *
   * @param attempt starts one try; fails with a {@link ReplyException}, or for good with a {@link
   *     CoordinationException}
   * @param action what is being done, to continue "Could not …"
   * @throws UnavailableException if there was no reply in time
   * @throws io.coord.RejectedException if the service refuses
   * @throws IllegalStateException if the Coordination is closed in the meantime, or on a thread
   *     that would have to deliver the reply
   */
  public <T> T read(Supplier<CompletableFuture<T>> attempt, String action)
      throws InterruptedException {
    requireThreadThatMayWait(action);
    if (Thread.interrupted()) { // a reply that has already arrived would hide it
      throw new InterruptedException("Interrupted before this: " + action);
    }
    Deadline deadline = Deadline.after(session.operationTimeout());
    Backoff backoff = new Backoff(LONGEST_DELAY, session.threads().random());
    int losses = 0;
    while (true) {
      try {
        awaitConnection(deadline, backoff);
        return get(start(attempt, action), deadline);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof CoordinationException refusal) {
          throw refusal;
        }
        if (!(e.getCause() instanceof ReplyException failure)) {
          throw new IllegalStateException("Could not " + action, e.getCause());
        }
        if (session.whenClosed().isDone()) {
          throw closed();
        }
        if (!failure.code().isTransient()) {
          throw Failures.translate(failure.code(), Intent.READ, action);
        }
        if (++losses == MOST_LOSSES) {
          throw new UnavailableException(
              "Could not %s: the connection was lost %d times. If there are very many children, their names may not fit into jute.maxbuffer."
                  .formatted(action, losses),
              failure);
        }
        pause(backoff, deadline);
      } catch (TimeoutException e) {
        throw notInTime(action, e);
      }
    }
  }

  /** A request that finds no connection counts as lost. */
  private static <T> CompletableFuture<T> start(
      Supplier<CompletableFuture<T>> attempt, String action) {
    try {
      return attempt.get();
    } catch (UnavailableException e) {
      return CompletableFuture.failedFuture(new ReplyException(ReplyCode.CONNECTIONLOSS, action));
    }
  }

  /**
   * Waits for an operation in progress, for at most the operation timeout.
   *
   * @param result fails with what this method throws
   * @throws TimeoutException if it takes longer; the operation continues
   */
  public <T> T await(CompletableFuture<T> result) throws InterruptedException, TimeoutException {
    try {
      return result.get(Deadline.saturatedNanos(session.operationTimeout()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * The reply, unless the Coordination is closed first: then the reply would never arrive.
   *
   * @throws IllegalStateException if the Coordination is closed
   */
  private <T> T get(CompletableFuture<T> answer, Deadline deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<Void> closed = session.whenClosed();
    CompletableFuture.anyOf(answer, closed)
        .get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
    if (!answer.isDone()) {
      throw closed();
    }
    return answer.get();
  }

  private static IllegalStateException closed() {
    return new IllegalStateException("This Coordination, or its client, is closed.");
  }

  /**
   * Checks that this thread may wait. On a thread of ZooKeeper's client or of Curator, waiting
   * would block the reply itself, and everybody else's (hazards C3 and C9).
   *
   * @param action what would be done; continues "Could not …"
   * @throws IllegalStateException on such a thread
   */
  public void requireThreadThatMayWait(String action) {
    if (session.threads().deliversReplies()) {
      throw new IllegalStateException(
          "Could not %s: %s is the thread that would have to deliver the reply. Do this on a thread of your own."
              .formatted(action, Thread.currentThread().getName()));
    }
  }

  private void awaitConnection(Deadline deadline, Backoff backoff)
      throws InterruptedException, TimeoutException {
    while (!session.canSend()) {
      if (session.whenClosed().isDone()) {
        throw closed();
      }
      if (deadline.passed()) {
        throw new TimeoutException("not connected");
      }
      pause(backoff, deadline);
    }
  }

  private UnavailableException notInTime(String action, TimeoutException cause) {
    return new UnavailableException(
        "Could not %s within %s: ZooKeeper cannot be reached (connection: %s)."
            .formatted(action, session.operationTimeout(), session.state()),
        cause);
  }

  /** Pauses for the backoff, unless the deadline or the close comes first. */
  private void pause(Backoff backoff, Deadline deadline) throws InterruptedException {
    long millis = Math.min(backoff.nextMillis(), deadline.remainingMillis());
    try {
      session.whenClosed().get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // The pause is over; the closing itself never fails.
    }
  }
}
