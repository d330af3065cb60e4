package io.coord.curator.internal.support;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The delay before the next retry, which good news may cut short. Confined to its executor. */
public final class RetryDelay {

  private final Timer timer;
  private final Executor serial;
  private final Backoff backoff;
  private boolean waiting;
  private int delays; // so that a delay that was cut short does not end the next one

  public RetryDelay(Threads threads, Executor serial, Duration longest) {
    this.timer = threads.timer();
    this.serial = serial;
    this.backoff = new Backoff(longest, threads.random());
  }

  public boolean isWaiting() {
    return waiting;
  }

  /** Starts a delay, longer than the last one, and then calls this on the executor. */
  public void begin(Runnable then) {
    waiting = true;
    int delay = ++delays;
    Runnable end =
        () -> {
          if (waiting && delay == delays) {
            waiting = false;
            then.run();
          }
        };
    long millis = backoff.nextMillis();
    Retry.untilTaken(() -> schedule(end, millis), retry -> schedule(retry, millis));
  }

  private void schedule(Runnable then, long millis) {
    var unused = timer.schedule(() -> serial.execute(then), millis, TimeUnit.MILLISECONDS);
  }

  /** Ends the delay, because things have changed, and makes the next one short. */
  public void reset() {
    waiting = false;
    backoff.reset();
  }
}
