package io.coord.curator.internal.engine.election;

import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.DelayedTask;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.Threads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Asks the application, every so often, whether this process may lead. One check at a time: while
 * one hangs, the process is not eligible, and no other is started. Confined to the engine's
 * executor, except the check itself.
 */
final class EligibilityCheck {

  private static final Log log = Log.of(EligibilityCheck.class);

  private final String election;
  private final BooleanSupplier check;
  private final long everyMillis;
  private final Executor threads;
  private final Executor serial;
  private final Consumer<Boolean> then;
  private final DelayedTask next;
  private boolean running;
  private boolean hanging;
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
    this.then = then;
    this.next = new DelayedTask(threads.timer(), serial, this::start);
  }

  /** Checks now, and then again and again. */
  void start() {
    if (stopped) {
      return;
    }
    if (!running) {
      running = true;
      threads.execute(this::run);
    } else if (!hanging) {
      hanging = true;
      log.warn(
          "The eligibility check of election '{}' hangs; this process does not stand meanwhile.",
          election);
      then.accept(false);
    }
    next.runIn(everyMillis);
  }

  void stop() {
    stopped = true;
    next.cancel();
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
    serial.execute(
        () -> {
          running = false;
          hanging = false;
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
        });
  }
}
