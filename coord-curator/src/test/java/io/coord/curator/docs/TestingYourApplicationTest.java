package io.coord.curator.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coord.Coordination;
import io.coord.LeaseNotHeldException;
import io.coord.curator.CuratorCoordination;
import io.coord.election.LeaderView;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.registry.Membership;
import io.coord.registry.ServiceInstance;
import io.coord.test.CoordExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of docs/testing-your-application.md, with nothing but what the page names. */
@Timeout(60)
class TestingYourApplicationTest {

  @RegisterExtension
  static final CoordExtension zk = new CoordExtension(CuratorCoordination::connect);

  static final Duration PATIENCE = Duration.ofSeconds(30);

  static void await(Lease lease, LeaseState expected) throws InterruptedException {
    CountDownLatch seen = new CountDownLatch(1);
    lease.subscribe(
        (same, state) -> {
          if (state == expected) {
            seen.countDown();
          }
        });
    assertTrue(lease.state() == expected || seen.await(30, TimeUnit.SECONDS));
  }

  @Test
  void nothingIsWrittenOnceTheLeaseIsLost() throws Exception {
    Coordination a = zk.process("a");
    Lease lease = a.lock("orders").acquire();
    List<String> written = new ArrayList<>();
    OrderWriter.Store losesTheLease =
        (order, token) -> {
          written.add(order);
          zk.expire(a);
          await(lease, LeaseState.LOST);
        };
    assertThrows(
        LeaseNotHeldException.class,
        () -> OrderWriter.writeAll(lease, List.of("a", "b"), losesTheLease));
    assertEquals(List.of("a"), written);
  }

  @Test
  void theStoreRefusesWhoWasPausedAndOvertaken() throws Exception {
    Coordination a = zk.process("a");
    FencedStore store = new FencedStore();
    Lease overtaken = a.lock("orders").acquire();

    zk.pause(a);
    try (Lease lease = zk.process("b").lock("orders").acquire()) {
      store.write("b", lease.fencingToken());
    }
    zk.resume(a);

    assertThrows(IllegalStateException.class, () -> store.write("a", overtaken.fencingToken()));
  }

  private static final class FencedStore implements OrderWriter.Store {
    private long greatestToken;

    @Override
    public void write(String order, long fencingToken) {
      if (fencingToken < greatestToken) {
        throw new IllegalStateException("stale token " + fencingToken);
      }
      greatestToken = fencingToken;
    }
  }

  @Test
  void aMemberThatCrashesLeavesTheView() throws Exception {
    Coordination a = zk.process("a");
    a.registry().register(ServiceInstance.builder("servers").id("hadoop102").build());
    try (Membership servers = zk.process("b").registry().watch("servers")) {
      assertTrue(servers.await(view -> view.find("hadoop102").isPresent(), PATIENCE));

      zk.cut(a); // as if it were killed ...
      zk.expire(a); // ... and the session timeout had passed

      assertTrue(servers.await(view -> view.find("hadoop102").isEmpty(), PATIENCE));
    }
  }

  @Test
  void theStandbyLeadsWhenTheLeaderCrashes() throws Exception {
    Coordination a = zk.process("a");
    Coordination b = zk.process("b");
    LeaderView leader = zk.process("observer").election("jobs").watch();
    for (Coordination process : List.of(a, b)) {
      ServiceInstance self = ServiceInstance.builder("jobs").id(process == a ? "a" : "b").build();
      process.election("jobs").stand(self, term -> term.awaitStop(PATIENCE));
      assertTrue(leader.await(view -> view.candidates().contains(self), PATIENCE));
    }
    zk.cut(a);
    zk.expire(a);
    assertTrue(
        leader.await(
            v -> v.leader().filter(l -> l.instance().id().equals("b")).isPresent(), PATIENCE));
  }

  @Test
  void aLeaseIsInDoubtDuringAnOutage() throws Exception {
    try (Lease lease = zk.process("a").lock("orders").acquire()) {
      zk.stop();
      await(lease, LeaseState.SUSPECT);
      assertFalse(lease.isHeld());

      zk.restart(); // same port, same data: sessions that have not expired survive
      await(lease, LeaseState.HELD);
      assertTrue(lease.isHeld());
    }
  }
}
