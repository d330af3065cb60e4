package io.coord.curator.internal.engine.election;

import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.DelayedTask;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.Retry;
import io.coord.curator.internal.support.Threads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the application, every so often, whether this process may lead. One check at a time: while
 * one hangs, the process is not eligible, and no other is started. Confined to the engine's
 * executor, except the check itself.
 *
 * <p>The time that a check takes is counted in steps: while the process is paused, it cannot
 * answer, and however long that takes, it is one step.
 */
final class EligibilityCheck {

  private static final Log log = Log.of(EligibilityCheck.class);

  private static final int STEPS = 8;

  private final String election;
  private final BooleanSupplier check;
  private final long everyMillis;
  private final Executor threads;
  private final Executor serial;
  private final Executor later; // serial, a moment later
  private final Consumer<Boolean> then;
  private final DelayedTask next;
  private final DelayedTask step;
  private boolean running;
  private int steps; // that the running check has taken
  private boolean failing; // the last one threw
  private boolean stopped;

  EligibilityCheck(
      String election,
      BooleanSupplier check,
      Duration every,
      Threads threads,
      Executor serial,
      Consumer<Boolean> then) {
    this.election = election;
    this.check = check;
    this.everyMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(Deadline.saturatedNanos(every)));
    this.threads = threads.callbacks();
    this.serial = serial;
    this.later = threads.later(serial);
    this.then = then;
    this.next = new DelayedTask(threads.timer(), serial, this::start);
    this.step = new DelayedTask(threads.timer(), serial, this::onStep);
  }

  /** Checks now, and then again and again. */
  void start() {
    if (stopped) {
      return;
    }
    if (!running) {
      steps = 0;
      Retry.untilTaken(this::hand, later);
    }
    next.runIn(everyMillis);
    if (steps < STEPS && !step.isDue()) {
      awaitStep();
    }
  }

  private void awaitStep() {
    step.runIn((everyMillis - 1) / STEPS + 1);
  }

  private void onStep() {
    if (stopped || !running) {
      return;
    }
    steps++;
    if (steps < STEPS) {
      awaitStep();
    } else {
      log.warn(
          "The eligibility check of election '{}' hangs; this process does not stand meanwhile.",
          election);
      then.accept(false);
    }
  }

  void stop() {
    stopped = true;
    next.cancel();
    step.cancel();
  }

  /** Marked as running only once it is: nobody else would start one. */
  private void hand() {
    if (!running && !stopped) {
      threads.execute(this::run);
      running = true;
    }
  }

  private void run() {
    boolean eligible = false;
    Throwable failure = null;
    try {
      eligible = check.getAsBoolean();
    } catch (Throwable e) {
      failure = e;
    }
    boolean found = eligible;
    Throwable thrown = failure;
    serial.execute(() -> onChecked(found, thrown));
  }

  private void onChecked(boolean found, @Nullable Throwable thrown) {
    running = false;
    step.cancel();
    if (thrown != null && !failing) {
      log.warn("The eligibility check of election '{}' threw.", election, thrown);
    }
    failing = thrown != null;
    if (!stopped) {
      if (!next.isDue()) { // it could not be scheduled
        next.runIn(everyMillis);
      }
      then.accept(found);
    }
  }
}
