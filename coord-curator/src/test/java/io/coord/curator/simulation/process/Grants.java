package io.coord.curator.simulation.process;

import io.coord.lock.Lease;

/** The grants of one lock to all processes. Tokens rise in the order of grants. */
final class Grants {

  private long count;
  private long lastToken;
  private String violation; // null if there is none

  void granted(Lease lease) {
    count++;
    if (lease.isHeld()) { // a process that was paused may learn late of a grant that is over
      if (lease.fencingToken() <= lastToken) {
        violation = "token %d after %d".formatted(lease.fencingToken(), lastToken);
      }
      lastToken = lease.fencingToken();
    }
  }

  long count() {
    return count;
  }

  String violation() {
    return violation;
  }
}
