package io.coord.curator.simulation;

import java.util.PriorityQueue;
import java.util.Random;

/**
 * Virtual time and what is to happen in it. Everything runs in the thread that calls {@link #step}:
 * the earliest event first, and of several that are due at once the one that the seed picks. The
 * same seed gives the same run.
 */
public final class Scheduler {

  /** Something that is to happen. */
  public static final class Event implements Comparable<Event> {
    private final long due;
    private final long pick;
    private final long number;
    private final String name;
    private final Runnable action;
    private boolean cancelled;

    private Event(long due, long pick, long number, String name, Runnable action) {
      this.due = due;
      this.pick = pick;
      this.number = number;
      this.name = name;
      this.action = action;
    }

    /** It will not happen. */
    public void cancel() {
      cancelled = true;
    }

    public long due() {
      return due;
    }

    @Override
    public int compareTo(Event other) {
      if (due != other.due) {
        return due < other.due ? -1 : 1;
      }
      return pick != other.pick
          ? Long.compare(pick, other.pick)
          : Long.compare(number, other.number);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final long FIRST = Long.MIN_VALUE;

  private final long seed;
  private final Chance chance;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long number;
  private long firsts;
  private long steps;
  private long hash;

  public Scheduler(long seed) {
    this.seed = seed;
    this.chance = new Chance(seed);
  }

  public long seed() {
    return seed;
  }

  /**
   * For whoever must choose: all choices come from the one seed. They are others at each moment,
   * but not for what happened before: so if something is left out of a run, what has nothing to do
   * with it stays as it was.
   */
  public Random random() {
    return chance;
  }

  /** The virtual time in nanoseconds; begins at 0. */
  public long now() {
    return now;
  }

  /** How many events have happened. */
  public long steps() {
    return steps;
  }

  /** Which events have happened when, in one number. */
  public long hash() {
    return hash;
  }

  /** Has it happen so many nanoseconds from now. */
  public Event after(long nanos, String name, Runnable action) {
    return at(now + Math.max(0, nanos), name, action);
  }

  /** Has it happen at that time, and after whatever is due before. */
  public Event at(long due, String name, Runnable action) {
    Event event = new Event(Math.max(now, due), chance.nextLong(), number++, name, action);
    events.add(event);
    return event;
  }

  /**
   * The same, but before all else that is due then. It is not counted, and changes neither the
   * order nor the choices of anything else.
   */
  public void first(long nanos, String name, Runnable action) {
    events.add(new Event(now + Math.max(0, nanos), FIRST, firsts++, name, action));
  }

  /** Has the next event happen; false if there is none. */
  public boolean step() {
    Event next = next();
    if (next == null) {
      return false;
    }
    events.poll();
    chance.move(next.due);
    now = next.due;
    if (next.pick != FIRST) {
      steps++;
      hash = (hash * 31 + now) * 31 + next.number;
    }
    next.action.run();
    return true;
  }

  /** Has all happen that is due by then, and moves the time there. */
  public void runUntil(long time) {
    for (Event next = next(); next != null && next.due <= time; next = next()) {
      step();
    }
    now = Math.max(now, time);
    chance.move(now);
  }

  /** Has all happen that is due within that time from now. */
  public void runFor(long nanos) {
    runUntil(now + nanos);
  }

  /** The next event; null if there is none. */
  private Event next() {
    while (!events.isEmpty() && events.peek().cancelled) {
      events.poll();
    }
    return events.peek();
  }
}
