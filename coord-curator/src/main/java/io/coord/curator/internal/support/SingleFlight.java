package io.coord.curator.internal.support;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous action that is in flight at most once at a time. If requests arrive while it is,
 * it is started once more afterwards, however many there were. So after a request the action is
 * always started at least once.
 *
 * <p>No single failure keeps it from being started again. If the action throws, even an Error, that
 * is logged, and the action is started again a moment later; if its stage completes exceptionally,
 * it is over.
 *
 * <p>The thread that requests the action starts it, or the one that completed the previous stage;
 * never two at a time. Each start sees what the previous one wrote.
 */
public final class SingleFlight {

  private static final Log log = Log.of(SingleFlight.class);

  /** An action that takes until its stage is completed. */
  @FunctionalInterface
  public interface Action {

    /** Starts it. Returns when it will be over; null if it is over, or there is nothing to do. */
    @Nullable CompletionStage<?> start();
  }

  private enum State {
    IDLE,
    UNDER_WAY,
    REQUESTED // and in flight
  }

  private final Action action;
  private final Executor later;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private boolean failing; // touched by the one flight only

  /**
   * Starts nothing yet.
   *
   * @param later runs a task a moment later; for an action that could not be started
   */
  public SingleFlight(Action action, Executor later) {
    this.action = action;
    this.later = later;
  }

  /** A task of that executor that is queued or running at most once at a time. */
  public static SingleFlight of(Runnable task, Executor threads, Executor later) {
    return new SingleFlight(() -> CompletableFuture.runAsync(task, threads), later);
  }

  /** Has the action started: now, or once the one in flight is over. Never throws. */
  public void request() {
    if (state.get() == State.REQUESTED) {
      return;
    }
    if (state.getAndUpdate(now -> now == State.IDLE ? State.UNDER_WAY : State.REQUESTED)
        == State.IDLE) {
      fly();
    }
  }

  private void fly() {
    do {
      CompletableFuture<?> flight = start();
      if (!flight.isDone()) {
        var unused = flight.whenComplete((nothing, failure) -> land());
        return;
      }
    } while (isRequested());
  }

  private void land() {
    if (isRequested()) {
      fly();
    }
  }

  /** After the action is over: whether it was requested in the meantime, and so starts again. */
  private boolean isRequested() {
    State was = state.getAndUpdate(now -> now == State.REQUESTED ? State.UNDER_WAY : State.IDLE);
    return was == State.REQUESTED;
  }

  /** Completed if it is over, or could not be started. */
  private CompletableFuture<?> start() {
    try {
      CompletionStage<?> stage = action.start();
      failing = false;
      return stage == null ? CompletableFuture.completedFuture(null) : stage.toCompletableFuture();
    } catch (Throwable e) {
      if (!failing) {
        failing = true;
        log.warn("An action could not be started; it will be retried.", e);
      }
      tryLater();
      return CompletableFuture.completedFuture(null);
    }
  }

  private void tryLater() {
    Retry.untilTaken(() -> later.execute(this::request), later);
  }
}
