package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Several processes, each with a session of its own, that all have waiters from the beginning. A
 * holder keeps the lock until every process that still has waiters stands in ZooKeeper's queue, so
 * that the bound holds exactly: what is not known yet is not what is tested.
 */
@Timeout(240)
class LockFairnessTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  /** A grant: to which process, and to its how manieth waiter. */
  private record Grant(int process, int waiter) {}

  private final List<Grant> grants = new ArrayList<>();
  private int[] left; // guarded by grants

  @ParameterizedTest(name = "{0} processes with {1} waiters each, {2} hand-offs")
  @CsvSource({"2, 10, 1", "3, 6, 1", "3, 10, 2", "3, 10, 4", "4, 9, 3", "2, 20, 16"})
  void aWaiterSeesNoMoreGrantsBeforeItsOwnThanTheBound(int processes, int waiters, int handoffs)
      throws Exception {
    left = IntStream.range(0, processes).map(each -> waiters).toArray();
    Lease gate = zk.closing(LockHost.over(zk.client())).lock("orders").acquire();
    List<CompletableFuture<Void>> served = new ArrayList<>();
    for (int process = 0; process < processes; process++) {
      LockHost host = zk.closing(LockHost.over(zk.client()));
      var lock = host.lock("orders", LockOptions.defaults().withLocalHandoffs(handoffs));
      for (int waiter = 0; waiter < waiters; waiter++) {
        Grant grant = new Grant(process, waiter);
        served.add(lock.acquireAsync().thenAccept(lease -> use(lease, grant)));
      }
      int queued = process + 2;
      zk.awaitEphemerals(queued);
    }

    gate.close();
    for (CompletableFuture<Void> each : served) {
      each.get(60, TimeUnit.SECONDS);
    }

    for (int before = 0; before < grants.size(); before++) {
      int k = grants.get(before).waiter;
      int turns = (k + 1 + handoffs - 1) / handoffs;
      int bound = turns * (processes - 1) * handoffs + k;
      assertThat(before).as("grants before %s in %s", grants, grants).isLessThanOrEqualTo(bound);
    }
    assertThat(longestRun()).as("in a row: %s", grants).isEqualTo(Math.min(handoffs, waiters));
    if (handoffs == 1) {
      List<Grant> inTurn = new ArrayList<>();
      for (int waiter = 0; waiter < waiters; waiter++) {
        for (int process = 0; process < processes; process++) {
          inTurn.add(new Grant(process, waiter));
        }
      }
      assertThat(grants).isEqualTo(inTurn);
    }
  }

  /**
   * What another process asked a moment ago is not known here yet, so no knowledge is relied on.
   */
  @Test
  void withOneHandoffEveryGrantHasAPlaceInZooKeepersQueueThoughNobodyElseIsKnownToWait()
      throws Exception {
    LockOptions strict = LockOptions.defaults().withLocalHandoffs(1);
    DistributedLock lock = zk.closing(LockHost.over(zk.client())).lock("orders", strict);
    List<CompletableFuture<Lease>> waiting =
        IntStream.range(0, 5).mapToObj(each -> lock.acquireAsync()).toList();
    List<String> nodes = new ArrayList<>();

    for (CompletableFuture<Lease> each : waiting) {
      Lease lease = each.get(30, TimeUnit.SECONDS);
      nodes.addAll(zk.server().ephemerals());
      lease.close();
    }

    assertThat(nodes).hasSize(5).doesNotHaveDuplicates();
  }

  private void use(Lease lease, Grant grant) {
    try (lease) {
      long queued;
      synchronized (grants) {
        grants.add(grant);
        left[grant.process]--;
        int self = grant.process;
        queued =
            IntStream.range(0, left.length).filter(each -> each != self && left[each] > 0).count();
      }
      Awaitility.await()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> zk.server().ephemerals().size() == 1 + queued);
    }
  }

  /** While others had waiters. */
  private int longestRun() {
    int longest = 0;
    int run = 0;
    int[] open = new int[left.length];
    grants.forEach(grant -> open[grant.process]++);
    Grant before = null;
    for (Grant grant : grants) {
      run = before != null && before.process == grant.process ? run + 1 : 1;
      open[grant.process]--;
      boolean othersWait =
          IntStream.range(0, open.length).anyMatch(each -> each != grant.process && open[each] > 0);
      if (othersWait) {
        longest = Math.max(longest, run);
      }
      before = grant;
    }
    return longest;
  }
}
