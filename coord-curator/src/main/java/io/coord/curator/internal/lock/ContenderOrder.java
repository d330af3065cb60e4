package io.coord.curator.internal.lock;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The order of the children of a lock's node: by the sequence number at the end of their names,
 * whatever stands before it. InterProcessMutex knows only its own names and sorts any other by the
 * whole name, so beside a program with another library both would hold the lock (hazard L14).
 *
 * <p>Numbers are compared by their distance, so the order survives the overflow of ZooKeeper's
 * 32-bit counter. A child without a number is no contender.
 */
final class ContenderOrder {

  private static final int DIGITS = 10;

  private ContenderOrder() {}

  /** The sequence number, as the server's 32-bit counter had it; empty for no contender. */
  static OptionalInt sequence(String name) {
    int digits = 0;
    while (digits < DIGITS && digits < name.length() && isDigit(name, name.length() - 1 - digits)) {
      digits++;
    }
    int before = name.length() - digits - 1;
    boolean minus = before >= 0 && name.charAt(before) == '-';
    // After an overflow "%010d" writes -000000005 or -1000000005; the latter only after a dash is
    // certain to be negative, as "lock-1000000005" is an ordinary name.
    boolean negative =
        minus
            && (digits == DIGITS - 1
                || (digits == DIGITS && before > 0 && name.charAt(before - 1) == '-'));
    if (digits != DIGITS && !negative) {
      return OptionalInt.empty();
    }
    long value = Long.parseLong(name.substring(name.length() - digits));
    return OptionalInt.of((int) (negative ? -value : value));
  }

  /** The contender that is next before this one, or null if it is the first. */
  static @Nullable String predecessor(List<String> children, String own) {
    int ownSequence = sequence(own).orElseThrow();
    String nearest = null;
    int nearestDistance = 0;
    for (String child : children) {
      OptionalInt sequence = sequence(child);
      if (sequence.isEmpty() || child.equals(own)) {
        continue;
      }
      int distance = ownSequence - sequence.getAsInt();
      boolean earlier = distance > 0 || (distance == 0 && child.compareTo(own) < 0);
      if (earlier && (nearest == null || distance < nearestDistance)) {
        nearest = child;
        nearestDistance = distance;
      }
    }
    return nearest;
  }

  /** Whether there is a contender besides this one. */
  static boolean hasOthers(List<String> children, String own) {
    for (String child : children) {
      if (!child.equals(own) && sequence(child).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Earlier contenders first; what is no contender comes last. */
  static int compare(String a, String b) {
    OptionalInt first = sequence(a);
    OptionalInt second = sequence(b);
    if (first.isEmpty() || second.isEmpty()) {
      return first.isPresent() ? -1 : second.isPresent() ? 1 : a.compareTo(b);
    }
    int distance = first.getAsInt() - second.getAsInt();
    return distance != 0 ? distance : a.compareTo(b);
  }

  private static boolean isDigit(String name, int at) {
    return name.charAt(at) >= '0' && name.charAt(at) <= '9';
  }
}
