package io.coord.examples;

import io.coord.Coordination;
import io.coord.lock.Lease;
import java.util.List;

/** How a lock is used well: with the lease asked before each step, and the token given along. */
final class WriteUnderLock {

  private WriteUnderLock() {}

  /** Where the writes go; it refuses one with a smaller token than it has seen. */
  @FunctionalInterface
  interface Store {
    void write(String order, long fencingToken);
  }

  /** Writes the orders. The README shows what stands between the two marks. */
  static void run(Coordination coordination, List<String> orders, Store store)
      throws InterruptedException {
    // [write-under-lock]
    try (Lease lease = coordination.lock("orders").acquire()) {
      for (String order : orders) {
        lease.ensureHeld(); // throws as soon as the lock may be another's
        store.write(order, lease.fencingToken());
      }
    }
    // [write-under-lock]
  }
}
