package io.coord.curator.docs;

import io.coord.lock.Lease;
import java.util.List;

/** An application's code, for docs/testing-your-application.md. */
final class OrderWriter {

  interface Store {
    void write(String order, long fencingToken) throws Exception;
  }

  private OrderWriter() {}

  static void writeAll(Lease lease, List<String> orders, Store store) throws Exception {
    for (String order : orders) {
      lease.ensureHeld();
      store.write(order, lease.fencingToken());
    }
  }
}
