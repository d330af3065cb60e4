package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coord.Coordination;
import io.coord.LeaseNotHeldException;
import io.coord.curator.CuratorCoordination;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.test.CoordExtension;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LostLeaseTest {

  @RegisterExtension
  static final CoordExtension zk = new CoordExtension(CuratorCoordination::connect);

  @Test
  void aHolderThatWasOvertakenStops() throws Exception {
    Coordination a = zk.process("a");
    Lease lease = a.lock("orders").acquire();
    CountDownLatch lost = new CountDownLatch(1);
    lease.subscribe(
        (same, state) -> {
          if (state == LeaseState.LOST) {
            lost.countDown();
          }
        });

    zk.expire(a);

    try (Lease next = zk.process("b").lock("orders").tryAcquire().orElseThrow()) {
      assertTrue(next.fencingToken() > lease.fencingToken());
    }
    assertTrue(lost.await(30, TimeUnit.SECONDS));
    assertEquals(LeaseState.LOST, lease.state());
    assertThrows(LeaseNotHeldException.class, lease::ensureHeld);
  }
}
