package io.coord.curator.simulation.process;

import io.coord.lock.Lease;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The grants of all locks to all processes: tokens rise in the order of grants, and a resource that
 * compares tokens never sees a smaller one from somebody who rightly believes that he holds the
 * lock. Not judged is whoever had his node deleted, or his session ended, from outside.
 */
final class Grants {

  private final Map<String, Long> lastGranted = new HashMap<>(); // tokens by lock
  private final Map<String, Long> lastWritten = new HashMap<>(); // tokens by lock
  private final Map<String, Set<Long>> tokens = new HashMap<>();
  private long count;
  private String violation; // null if there is none

  /** A lease was handed over; a process that was paused may learn late of one that is over. */
  void granted(Lease lease, boolean judged) {
    count++;
    long token = lease.fencingToken();
    if (!tokens.computeIfAbsent(lease.lockName(), same -> new HashSet<>()).add(token)) {
      violation = "I2: token %d of %s was granted twice".formatted(token, lease.lockName());
    }
    if (lease.isHeld()) {
      rise(lastGranted, lease, judged, "I2: granted");
    }
  }

  /** The holder writes to the resource if he believes that he holds the lock. */
  void write(Lease lease, boolean judged) {
    if (lease.isHeld()) {
      rise(lastWritten, lease, judged, "I1: written");
    }
  }

  private void rise(Map<String, Long> last, Lease lease, boolean judged, String what) {
    long token = lease.fencingToken();
    long before = last.getOrDefault(lease.lockName(), 0L);
    if (token < before && judged) {
      violation = "%s with token %d after %d".formatted(what, token, before);
    }
    last.put(lease.lockName(), Math.max(before, token));
  }

  long count() {
    return count;
  }

  String violation() {
    return violation;
  }
}
