package io.coord.curator.internal.support;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous action that is under way at most once at a time. A request that comes meanwhile
 * has it started once more, however many there are. So after a request the action is always started
 * at least once.
 *
 * <p>Nothing that goes wrong once keeps it from being started again: an action that throws, also an
 * Error, is over, is logged, and is started again a moment later; one whose stage completes
 * exceptionally is over.
 *
 * <p>The action is started by the thread that requests it, or by the one that completed the stage
 * before; never by two at a time. What one start wrote the next one sees.
 */
public final class SingleFlight {

  private static final Log log = Log.of(SingleFlight.class);

  /** Something that takes until its stage is completed. */
  @FunctionalInterface
  public interface Action {

    /** Starts it. Returns when it will be over; null if it is over, or there is nothing to do. */
    @Nullable CompletionStage<?> start();
  }

  private enum State {
    IDLE,
    UNDER_WAY,
    REQUESTED // and under way
  }

  private final Action action;
  private final Executor later;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
  private boolean failing; // touched by the one flight only

  /**
   * Starts nothing yet.
   *
   * @param later runs what it is given after a moment; for an action that could not be started
   */
  public SingleFlight(Action action, Executor later) {
    this.action = action;
    this.later = later;
  }

  /** A task of that executor, of which one at a time is queued or run. */
  public static SingleFlight of(Runnable task, Executor threads, Executor later) {
    return new SingleFlight(() -> CompletableFuture.runAsync(task, threads), later);
  }

  /** Has the action started: now, or when the one that is under way is over. Never throws. */
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

  /** Once it is over: whether it was requested meanwhile, and so is under way again. */
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
    } catch (RuntimeException | Error e) {
      if (!failing) {
        failing = true;
        log.warn("An action could not be started; it is tried again.", e);
      }
      tryLater();
      return CompletableFuture.completedFuture(null);
    }
  }

  private void tryLater() {
    try {
      later.execute(this::request);
    } catch (RuntimeException | Error e) {
      log.error("An action can be started only when it is requested the next time.", e);
    }
  }
}
