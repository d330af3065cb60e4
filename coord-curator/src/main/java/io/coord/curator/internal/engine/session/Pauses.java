package io.coord.curator.internal.engine.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.curator.internal.support.Threads;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.LongSupplier;

/**
 * Notices when this process did not run, or not enough: by a garbage collection, a stopped virtual
 * machine, no processor to be had. A tick is noted at short intervals. Whatever delays a tick may
 * have delayed the pings of ZooKeeper's client as much (hazard C26). What was before the first tick
 * is not known. Thread-safe; moments are by System.nanoTime.
 */
final class Pauses {

  private static final int REMEMBERED = 48;

  private final LongSupplier nanoTime;
  private final Rounds rounds;
  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private final Deque<Long> ticks = new ArrayDeque<>(); // ascending

  /**
   * Notes nothing yet.
   *
   * @param interval the delay until the next tick, in nanoseconds; {@link Rounds#NONE} for no more
   */
  Pauses(Threads threads, LongSupplier nanoTime, LongSupplier interval) {
    this.nanoTime = nanoTime;
    this.rounds = new Rounds(threads, interval, this::tick);
  }

  /** From now on. */
  void start() {
    tick();
    rounds.start();
  }

  /** The process runs. */
  void tick() {
    synchronized (monitor) {
      if (ticks.size() == REMEMBERED) {
        ticks.removeFirst();
      }
      ticks.addLast(nanoTime.getAsLong());
    }
  }

  /**
   * The longest pause that there may have been between these moments, which is the longest time
   * without a tick; at least as long as an interval.
   */
  long between(long from, long to) {
    long longest = 0;
    long end = to;
    synchronized (monitor) {
      for (Iterator<Long> back = ticks.descendingIterator(); back.hasNext() && end - from > 0; ) {
        long tick = back.next();
        if (tick - to < 0) {
          longest = Math.max(longest, end - tick);
          end = tick;
        }
      }
    }
    return longest;
  }
}
