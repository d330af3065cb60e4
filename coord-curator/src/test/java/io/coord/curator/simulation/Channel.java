package io.coord.curator.simulation;

import java.util.function.LongSupplier;

/**
 * One direction of a connection: what is sent arrives later, in the order in which it was sent.
 * Once it is cut nothing arrives any more, neither what is under way nor what is sent later; and
 * nobody is told.
 */
public final class Channel {

  private final Scheduler scheduler;
  private final LongSupplier delay;
  private long lastArrival;
  private boolean cut;

  /**
   * Open.
   *
   * @param delay of each message, in nanoseconds
   */
  public Channel(Scheduler scheduler, LongSupplier delay) {
    this.scheduler = scheduler;
    this.delay = delay;
  }

  /** Sends something, which acts when it arrives. */
  public void send(String name, Runnable message) {
    if (cut) {
      return;
    }
    lastArrival = Math.max(lastArrival + 1, scheduler.now() + delay.getAsLong());
    scheduler.at(
        lastArrival,
        name,
        () -> {
          if (!cut) {
            message.run();
          }
        });
  }

  /** What is sent from now on arrives not before that time is over. */
  public void stall(long nanos) {
    lastArrival = Math.max(lastArrival, scheduler.now() + nanos);
  }

  /** Loses whatever has not arrived. */
  public void cut() {
    cut = true;
  }
}
