package io.coord.examples;

import io.coord.Coordination;
import io.coord.lock.Lease;
import java.util.List;
import java.util.function.ObjLongConsumer;

/** Writes orders while holding a lock, and stops as soon as the lock may be lost. */
final class WriteUnderLock {
  static void write(Coordination coordination, List<String> orders, ObjLongConsumer<String> store)
      throws InterruptedException {
    try (Lease lease = coordination.lock("orders").acquire()) {
      for (String order : orders) {
        lease.ensureHeld(); // throws once another process may hold the lock
        store.accept(order, lease.fencingToken()); // the store must reject smaller tokens
      }
    }
  }
}
