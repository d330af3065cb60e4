package io.coord.curator.internal.support;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes steps that must be taken, such as a hand-over: until it has taken place, nobody goes on.
 * Whatever such a step throws, for example because there is no memory for a moment, it is taken
 * again. So one that throws must have done nothing, or nothing that does harm if it is done twice.
 *
 * <p>The rule beside it: do, and then mark as done. Whoever marks first, and then fails, keeps
 * everybody else from doing it.
 */
public final class Retry {

  private static final Log log = Log.of(Retry.class);
  private static final int TRIES = 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private Retry() {}

  /**
   * Takes the step now, and for as long as it throws, even an Error, again a moment later. Does not
   * throw itself.
   *
   * @param later runs a task a moment later. If it throws as well, nobody else can take the step:
   *     then this thread waits, and tries again for a second
   */
  public static void untilTaken(Runnable step, Executor later) {
    try {
      step.run();
    } catch (Throwable e) {
      afterFailure(e, step, later);
    }
  }

  /** The same for a step that has been tried, and has thrown that. */
  public static void afterFailure(Throwable failure, Runnable step, Executor later) {
    log.warn("A step could not be taken; it will be retried.", failure);
    takeLater(step, later);
  }

  private static void takeLater(Runnable step, Executor later) {
    for (int tries = 0; tries < TRIES; tries++) {
      try {
        later.execute(() -> take(step, later));
        return;
      } catch (Throwable e) {
        log.debug("A step could not be put off.", e);
      }
      pause();
      try {
        step.run();
        return;
      } catch (Throwable e) {
        log.debug("A step could not be taken.", e);
      }
    }
    log.error("A step could neither be taken nor put off, and is given up.");
  }

  /** An interrupt is kept, and does not end it: all tries would be over at once. */
  private static void pause() {
    boolean interrupted = false;
    long end = System.nanoTime() + PAUSE_NANOS;
    for (long left = PAUSE_NANOS; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void take(Runnable step, Executor later) {
    try {
      step.run();
    } catch (Throwable e) {
      log.debug("A step could not be taken.", e);
      takeLater(step, later);
    }
  }
}
