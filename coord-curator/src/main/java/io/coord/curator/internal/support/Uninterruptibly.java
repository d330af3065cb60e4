package io.coord.curator.internal.support;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits that an interrupt does not end: for a close, which must not stop halfway. */
public final class Uninterruptibly {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private Uninterruptibly() {}

  /** Waits until the future is completed, with any result, or the deadline has passed. */
  public static void await(CompletableFuture<?> future, Deadline deadline) {
    await(future, deadline, () -> true);
  }

  /** The same, but gives up when there is no hope, which is checked every 50 ms. */
  public static void await(
      CompletableFuture<?> future, Deadline deadline, BooleanSupplier hopeful) {
    boolean interrupted = false;
    while (!future.isDone() && !deadline.passed() && hopeful.getAsBoolean()) {
      try {
        future.get(Math.min(LOOK_NANOS, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException | TimeoutException e) {
        // Completed, or to be checked again.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
