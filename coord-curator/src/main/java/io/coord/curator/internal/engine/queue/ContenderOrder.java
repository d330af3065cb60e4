package io.coord.curator.internal.engine.queue;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Orders the children of a lock's node by the sequence number at the end of their names, whatever
 * precedes it. InterProcessMutex recognises only its own names and sorts all others by the whole
 * name, so with a program that uses another library, both would hold the lock (hazard L14).
 *
 * <p>Numbers are compared by their distance from one contender's number, so the order survives the
 * overflow of ZooKeeper's 32-bit counter. For contenders that can exist at the same time, it does
 * not matter which contender that is. Using the same one for all comparisons makes the order total,
 * and the same for everybody who sees the list, whatever the list contains. A child without a
 * number is not a contender.
 */
public final class ContenderOrder {

  private static final int DIGITS = 10;

  private ContenderOrder() {}

  /**
   * The sequence number from the server's 32-bit counter; empty if the child is not a contender.
   */
  public static OptionalInt sequence(String name) {
    int digits = 0;
    while (digits < DIGITS && digits < name.length() && isDigit(name, name.length() - 1 - digits)) {
      digits++;
    }
    if (digits != DIGITS && !isNegative(name, digits)) {
      return OptionalInt.empty();
    }
    long value = Long.parseLong(name.substring(name.length() - digits));
    return OptionalInt.of((int) (isNegative(name, digits) ? -value : value));
  }

  /**
   * After an overflow "%010d" writes -000000005 or -1000000005. The latter is certainly negative
   * only after a separator: "lock-1000000005" is an ordinary name, while "__lock__" is all that
   * kazoo puts before the number.
   */
  private static boolean isNegative(String name, int digits) {
    int sign = name.length() - digits - 1;
    if (sign < 0 || name.charAt(sign) != '-') {
      return false;
    }
    return digits == DIGITS - 1
        || (digits == DIGITS && sign > 0 && "-_".indexOf(name.charAt(sign - 1)) >= 0);
  }

  /** The contenders among these children, earlier ones first. */
  public static List<String> sorted(List<String> children) {
    List<String> contenders =
        children.stream().filter(child -> sequence(child).isPresent()).toList();
    return contenders.stream().sorted(order(contenders)).toList();
  }

  /** The contender directly ahead of this one, or null if this one is first. */
  static @Nullable String predecessor(List<String> children, String own) {
    Comparator<String> order = order(children);
    String nearest = null;
    for (String child : children) {
      if (sequence(child).isPresent()
          && order.compare(child, own) < 0
          && (nearest == null || order.compare(nearest, child) < 0)) {
        nearest = child;
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

  /** Compares the contenders in this list. */
  private static Comparator<String> order(List<String> children) {
    String base = null;
    for (String child : children) {
      if ((base == null || child.compareTo(base) < 0) && sequence(child).isPresent()) {
        base = child;
      }
    }
    int origin = base == null ? 0 : sequence(base).orElseThrow();
    return Comparator.comparingInt((String name) -> sequence(name).orElseThrow() - origin)
        .thenComparing(Comparator.naturalOrder());
  }

  private static boolean isDigit(String name, int at) {
    return name.charAt(at) >= '0' && name.charAt(at) <= '9';
  }
}
