package io.coord.curator.lab.history;

/**
 * One line of a history. Moments are by {@link System#nanoTime}, which on Linux is CLOCK_MONOTONIC
 * and so the same for all processes of a machine.
 *
 * @param process the process that recorded it
 * @param kind what it records
 * @param name of the lock, instance, service, fault or leftover
 * @param begin when it was invoked, or began
 * @param end when it was completed, or ended
 * @param deadline by when it had to be completed; 0 if there is no deadline
 * @param outcome how it ended
 * @param starved how long its thread was ready to run but got no processor
 * @param token the fencing token; 0 if there is none
 * @param value what was written or seen, or who was hit; empty if there is nothing to say
 */
public record Entry(
    String process,
    Kind kind,
    String name,
    long begin,
    long end,
    long deadline,
    Outcome outcome,
    long starved,
    long token,
    String value) {

  /** Something true of a moment or an interval, rather than an operation with a deadline. */
  public static Entry note(
      String process, Kind kind, String name, long begin, long end, long token, String value) {
    return new Entry(process, kind, name, begin, end, 0, Outcome.DONE, 0, token, value);
  }

  public boolean isDone() {
    return outcome == Outcome.DONE;
  }
}
