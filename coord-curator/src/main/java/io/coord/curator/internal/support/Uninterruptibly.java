package io.coord.curator.internal.support;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waiting that an interrupt does not end: for closing, which must not be done by halves. */
public final class Uninterruptibly {

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private Uninterruptibly() {}

  /** Waits until it is completed, with whatever result, or the deadline has passed. */
  public static void await(CompletableFuture<?> future, Deadline deadline) {
    await(future, deadline, () -> true);
  }

  /** As above, and no longer than there is hope; that is asked every 50 ms. */
  public static void await(
      CompletableFuture<?> future, Deadline deadline, BooleanSupplier hopeful) {
    boolean interrupted = false;
    while (!future.isDone() && !deadline.passed() && hopeful.getAsBoolean()) {
      try {
        future.get(Math.min(LOOK_NANOS, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException | TimeoutException e) {
        // completed, or to be looked at again
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
