package io.coord.curator.lab.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Checks a history against the invariants. Pure: it looks only at the history.
 *
 * <p>Two exceptions are declared, not found. When an administrator deletes the holder's node, or
 * ends a session from outside, ZooKeeper itself gives the lock to the next one at once, and the
 * holder hears of it a moment later: no lease can guarantee anything about that moment.
 *
 * <ul>
 *   <li>Of locks whose name begins with {@link #ADMINISTERED}, I3 and the order of I2 are not
 *       checked: the administrator deletes nodes of these and no others.
 *   <li>After a fault {@link #SESSION_ENDED}, what its target believed about any lock does not
 *       count during the fault and half a session timeout after it, the longest that it may hear
 *       nothing.
 * </ul>
 *
 * <p>I1 is always checked: the store must reject the smaller token there, too.
 */
public final class Checker {

  /** The prefix of locks whose nodes an administrator deletes. */
  public static final String ADMINISTERED = "administered";

  /** The name of a fault that ends a session although its client is in contact. */
  public static final String SESSION_ENDED = "session ended";

  /** The name of a fault: the links to all servers are cut, and they keep running. */
  public static final String OUT_OF_REACH = "all servers out of reach";

  /** The name of a fault: all servers are killed and started again with their data. */
  public static final String ALL_KILLED = "all servers killed";

  /** The name of a fault: all servers are stopped in order, and started with their data. */
  public static final String ALL_STOPPED = "all servers stopped";

  /** The name of a fault: another process registers an id that is being updated. */
  public static final String TAKEN_OVER = "id taken over";

  /** The name of a fault: the same within one session. */
  public static final String TAKEN_OVER_IN_SESSION = "id taken over in one session";

  /** The prefix of ids that several processes register. */
  public static final String CONTESTED = "contested";

  /** The prefix of elections among the names of what is held. */
  public static final String ELECTION = "election-";

  static final Set<String> TAKEOVERS = Set.of(TAKEN_OVER, TAKEN_OVER_IN_SESSION);

  static final Set<String> OUTAGES = Set.of(OUT_OF_REACH, ALL_KILLED, ALL_STOPPED);

  /** Faults that end no session and take no instance away. */
  static final Set<String> HARMLESS =
      Set.of(TAKEN_OVER, TAKEN_OVER_IN_SESSION, "listeners slow", "listeners throwing");

  private static final Predicate<String> STRICT = lock -> !lock.startsWith(ADMINISTERED);
  private static final long MORE_THAN_ENOUGH = 20;

  private final long sessionTimeoutNanos;

  public Checker(Duration sessionTimeout) {
    this.sessionTimeoutNanos = sessionTimeout.toNanos();
  }

  /** All violations, at most 20 of each invariant. */
  public List<Violation> check(History history) {
    List<Entry> entries = history.entries();
    EndedSessions ended = new EndedSessions(entries, sessionTimeoutNanos / 2);
    List<Violation> violations = new ArrayList<>();
    add(violations, Invariant.I1, FencedWrites.check(entries));
    add(violations, Invariant.I2, Tokens.check(entries, STRICT, ended));
    add(violations, Invariant.I3, Exclusion.check(entries, STRICT, ended));
    add(violations, Invariant.I4, Deadlines.check(entries));
    add(violations, Invariant.I4, RefusedValues.check(entries));
    add(violations, Invariant.I5, leftovers(entries));
    add(violations, Invariant.I6, Views.check(entries));
    add(violations, Invariant.I6, Departures.check(entries, sessionTimeoutNanos));
    add(violations, Invariant.I6, Looks.check(entries, sessionTimeoutNanos));
    add(violations, Invariant.I7, Newest.check(entries, sessionTimeoutNanos));
    add(violations, Invariant.I7, Turns.check(entries));
    add(violations, Invariant.I8, Leaders.check(entries, ended, sessionTimeoutNanos));
    add(violations, Invariant.I9, Outages.check(entries, sessionTimeoutNanos));
    return violations;
  }

  /**
   * The longest time for which two processes believed that they held one lock, without the
   * exceptions.
   */
  public String longestOverlap(History history) {
    List<Entry> entries = history.entries();
    EndedSessions ended = new EndedSessions(entries, sessionTimeoutNanos / 2);
    return longest(Exclusion.overlaps(entries, STRICT, ended));
  }

  /** The same with the exceptions. */
  public String longestOverlapOfAll(History history) {
    EndedSessions none = new EndedSessions(List.of(), 0);
    return longest(Exclusion.overlaps(history.entries(), lock -> true, none));
  }

  private static String longest(List<Exclusion.Overlap> overlaps) {
    return millis(overlaps.stream().mapToLong(Exclusion.Overlap::nanos).max().orElse(0));
  }

  private static List<String> leftovers(List<Entry> entries) {
    return entries.stream()
        .filter(entry -> entry.kind() == Kind.LEFTOVER)
        .map(entry -> entry.name() + " is left of " + entry.process() + ": " + entry.value())
        .toList();
  }

  private static void add(List<Violation> to, Invariant invariant, List<String> texts) {
    texts.stream().limit(MORE_THAN_ENOUGH).forEach(text -> to.add(new Violation(invariant, text)));
  }

  static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
  }
}
