package io.coord.curator.lab.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Checks a history against the six invariants. Pure: it looks at nothing but the history.
 *
 * <p>One exception is declared, not found: locks whose nodes an administrator deletes. Deleting the
 * holder's node gives the lock to the next one at once, in ZooKeeper itself, and the holder hears
 * of it a moment later. So on those locks two may believe to hold it, and a process that was not
 * told yet may make another grant from its old node: I3 and the order of I2 are not asked of them.
 * I1 is: the store must refuse the smaller token there, too.
 */
public final class Checker {

  /** Locks with this prefix are those of which an administrator deletes nodes. */
  public static final String ADMINISTERED = "administered";

  private static final Predicate<String> STRICT = lock -> !lock.startsWith(ADMINISTERED);
  private static final long MORE_THAN_ENOUGH = 20;

  private final long sessionTimeoutNanos;

  public Checker(Duration sessionTimeout) {
    this.sessionTimeoutNanos = sessionTimeout.toNanos();
  }

  /** All violations, at most 20 of each invariant. */
  public List<Violation> check(History history) {
    List<Entry> entries = history.entries();
    List<Violation> violations = new ArrayList<>();
    add(violations, Invariant.I1, FencedWrites.check(entries));
    add(violations, Invariant.I2, Tokens.check(entries, STRICT));
    add(violations, Invariant.I3, Exclusion.check(entries, STRICT));
    add(violations, Invariant.I4, Deadlines.check(entries));
    add(violations, Invariant.I4, RefusedValues.check(entries));
    add(violations, Invariant.I5, leftovers(entries));
    add(violations, Invariant.I6, Views.check(entries));
    add(violations, Invariant.I6, Departures.check(entries, sessionTimeoutNanos));
    return violations;
  }

  /** The longest time for which two believed to hold one lock, those administered left out. */
  public static String longestOverlap(List<Entry> entries) {
    return millis(
        Exclusion.overlaps(entries, STRICT).stream()
            .mapToLong(Exclusion.Overlap::nanos)
            .max()
            .orElse(0));
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
