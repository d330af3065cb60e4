package io.coord.curator.internal.engine.election;

import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.DelayedTask;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.Retry;
import io.coord.curator.internal.support.Threads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One term from its beginning to the release of its lease: the task is asked to stop, interrupted
 * if it does not, and named in the log if it ignores that. A task that cannot begin, because no
 * thread can be had, must not keep the lease: nobody else could lead.
 *
 * <p>Confined to {@code serial}, on which its observer is called, too.
 */
final class TermRun {

  private static final Log log = Log.of(TermRun.class);
  private static final long NAG_MILLIS = 10_000;

  /** How it has ended. */
  enum Outcome {
    /** The task has returned, or was asked to stop. */
    RETURNED,
    /** The task has thrown, or could not begin. */
    FAILED,
    /** The lease was lost. */
    LOST
  }

  /** Who acts on it. */
  interface Observer {

    /** The lease is lost; the task was asked to stop, and interrupted. */
    void onLost();

    /**
     * No task runs, and the lease is closed. Called once.
     *
     * @param lastedNanos since its beginning
     */
    void onOver(Outcome outcome, long lastedNanos);
  }

  private final String election;
  private final Threads threads;
  private final Executor serial;
  private final Executor later; // serial, a moment later
  private final long stopMillis;
  private final TermImpl term;
  private final Duty duty;
  private final Observer observer;
  private final DelayedTask thread; // the wait for one
  private final DelayedTask patience; // with a task that was asked to stop
  private final long began;
  private boolean stopping;
  private boolean lost;
  private boolean interrupted;
  private boolean over;
  private long interruptedAt;

  /** Not begun yet. */
  TermRun(
      String election,
      Threads threads,
      Executor serial,
      Duration stopTimeout,
      TermImpl term,
      Duty duty,
      Observer observer) {
    this.election = election;
    this.threads = threads;
    this.serial = serial;
    this.later = threads.later(serial);
    this.stopMillis = TimeUnit.NANOSECONDS.toMillis(Deadline.saturatedNanos(stopTimeout));
    this.term = term;
    this.duty = duty;
    this.observer = observer;
    this.thread = new DelayedTask(threads.timer(), serial, this::onNoThread);
    this.patience = new DelayedTask(threads.timer(), serial, this::onImpatience);
    this.began = now();
  }

  TermImpl term() {
    return term;
  }

  Duty duty() {
    return duty;
  }

  /**
   * Begins the task.
   *
   * @param threadMillis how long it may take until there is a thread for it
   */
  void begin(long threadMillis) {
    log.info("This process leads in election '{}', in term {}.", election, term.epoch());
    thread.runIn(threadMillis);
    term.whenLost(() -> serial.execute(this::onLost));
    duty.begin(failure -> serial.execute(() -> onReturned(failure)));
  }

  /** It could not begin. */
  void breakOff() {
    if (duty.abandon()) {
      finish(Outcome.FAILED);
    }
  }

  /** Asks the task to stop, once. */
  void stop() {
    if (stopping || over) {
      return;
    }
    term.stop();
    boolean abandoned = duty.abandon();
    stopping = true;
    if (abandoned) {
      finish(Outcome.RETURNED);
    } else {
      patience.runIn(stopMillis);
    }
  }

  private void onLost() {
    if (over) {
      return;
    }
    lost = true;
    term.stop(); // before the interrupt: awaitStop tells the two apart by it
    if (duty.abandon()) {
      finish(Outcome.LOST);
    } else {
      stopping = true;
      interrupt();
      observer.onLost();
    }
  }

  private void onNoThread() {
    if (!over && duty.abandon()) {
      log.warn(
          "No thread could be had for the task of election '{}'; its term {} ends.",
          election,
          term.epoch());
      finish(Outcome.FAILED);
    }
  }

  private void onImpatience() {
    if (over) {
      return;
    }
    if (interrupted) {
      nag();
    } else {
      interrupt();
    }
  }

  private void interrupt() {
    if (!interrupted) {
      interrupted = true;
      interruptedAt = now();
      Retry.untilTaken(duty::interrupt, later);
      patience.cancel();
      patience.runIn(NAG_MILLIS);
    }
  }

  private void nag() {
    log.warn(
        "The task of election '{}' has ignored its interrupt for {} s; {}. It is: {}",
        election,
        TimeUnit.NANOSECONDS.toSeconds(now() - interruptedAt),
        lost ? "its lease is lost, and this process does not stand" : "its lease is kept",
        duty.describe());
    patience.runIn(NAG_MILLIS);
  }

  private void onReturned(@Nullable Throwable failure) {
    if (over) {
      return;
    }
    if (failure != null && !(stopping && failure instanceof InterruptedException)) {
      log.warn("The task of election '{}' failed in its term {}.", election, term.epoch(), failure);
    }
    if (lost) {
      finish(Outcome.LOST);
    } else {
      finish(failure != null && !stopping ? Outcome.FAILED : Outcome.RETURNED);
    }
  }

  /** No task runs. The lease may be closed already, by the thread of the task. */
  private void finish(Outcome outcome) {
    Retry.untilTaken(() -> end(outcome), later);
  }

  private void end(Outcome outcome) {
    if (over) {
      return;
    }
    thread.cancel();
    patience.cancel();
    term.release();
    over = true; // not before: a lease that is kept keeps all others from leading
    log.info("This process's term {} in election '{}' is over.", term.epoch(), election);
    observer.onOver(outcome, now() - began);
  }

  private long now() {
    return threads.timer().nanoTime();
  }
}
