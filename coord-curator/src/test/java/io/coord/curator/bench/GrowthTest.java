package io.coord.curator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.RequestCounts;
import io.coord.curator.testing.ZkServer;
import io.coord.lock.DistributedLock;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the benchmarks show, as far as it can be counted: requests and bytes, and how they grow from
 * 100 members to 5,000. No times, so it means the same on every machine.
 */
class GrowthTest {

  private static final int FEW = 100;
  private static final int MANY = 5_000;
  private static final int CHANGES = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static ZkServer server;
  private static Crowd few;
  private static Crowd many;
  private Coordination watcher;
  private Coordination registrar;

  @BeforeAll
  static void gather() throws Exception {
    server = ZkServer.started();
    few = Crowd.of(server.connectString(), service(FEW), FEW);
    many = Crowd.of(server.connectString(), service(MANY), MANY);
  }

  @AfterAll
  static void disperse() {
    few.close();
    many.close();
    server.close();
  }

  @BeforeEach
  void connect() {
    watcher = CuratorCoordination.connect(server.connectString());
    registrar = CuratorCoordination.connect(server.connectString());
  }

  @AfterEach
  void disconnect() {
    watcher.close();
    registrar.close();
  }

  @Test
  void theFirstViewGrowsByOneRequestPerThousandMembers() throws Exception {
    RequestCounts forFew = firstView(FEW);
    RequestCounts forMany = firstView(MANY);

    assertThat(reads(forFew)).as("%s", forFew).isLessThanOrEqualTo(4);
    assertThat(reads(forMany) - reads(forFew)).as("%s", forMany).isLessThanOrEqualTo(MANY / 1_000);
  }

  @Test
  void aChangeCostsAsMuchWithManyMembersAsWithFew() throws Exception {
    RequestCounts amongFew = changes(FEW);
    RequestCounts amongMany = changes(MANY);

    // The registrar creates, looks and deletes, the watcher reads twice; and slack for what has
    // nothing to do with the changes.
    assertThat(amongFew.total()).isBetween(4L * CHANGES, 5L * CHANGES + 10);
    assertThat(amongMany.total()).isBetween(4L * CHANGES, 5L * CHANGES + 10);
    assertThat(amongMany.replyBytes()).isLessThan(amongFew.replyBytes() * 5 / 4);
  }

  @Test
  void aReconnectionCostsNoMoreThanTheFirstView() throws Exception {
    try (Membership membership = watch(MANY)) {
      RequestCounts before = server.requests();
      server.dropConnections();
      assertThat(membership.await(snapshot -> snapshot.stale(), PATIENCE)).isTrue();
      assertThat(membership.await(snapshot -> !snapshot.stale(), PATIENCE)).isTrue();

      // Five sessions come back, and one of them loads.
      assertThat(server.requests().since(before).total()).isLessThanOrEqualTo(MANY / 1_000 + 20);
    }
  }

  @Test
  void anUncontendedCycleCostsThreeRequests() throws Exception {
    DistributedLock lock = watcher.lock("alone");
    lock.acquire().close(); // makes the parents
    RequestCounts before = server.requests();
    for (int i = 0; i < CHANGES; i++) {
      lock.acquire().close();
    }

    assertThat(server.requests().since(before).total()).isBetween(3L * CHANGES, 3L * CHANGES + 2);
  }

  @Test
  void manyThreadsOfAProcessShareTheRequestsOfOne() throws Exception {
    DistributedLock lock = watcher.lock("shared");
    int threads = 32;
    int each = 100;
    RequestCounts before = server.requests();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(
            pool.submit(
                () -> {
                  for (int grant = 0; grant < each; grant++) {
                    lock.acquire().close();
                  }
                  return null;
                }));
      }
      for (Future<?> thread : running) {
        thread.get();
      }
    } finally {
      pool.shutdown();
    }

    // A queue that runs empty now and then ends the tenure: hence not just five.
    assertThat(server.requests().since(before).total()).isLessThan(threads * each / 4);
  }

  /** Without what the sessions and watches of the test before may still leave behind. */
  private static long reads(RequestCounts counts) {
    return counts.of(OpCode.getChildren2)
        + counts.of(OpCode.getChildren)
        + counts.of(OpCode.multiRead)
        + counts.of(OpCode.getData);
  }

  private RequestCounts firstView(int members) throws Exception {
    RequestCounts before = server.requests();
    try (Membership membership = watch(members)) {
      assertThat(membership.snapshot().instances()).hasSize(members);
      return server.requests().since(before);
    }
  }

  private RequestCounts changes(int members) throws Exception {
    try (Membership membership = watch(members)) {
      RequestCounts before = server.requests();
      for (int i = 0; i < CHANGES; i++) {
        String id = "new-" + i;
        Registration registration =
            registrar.registry().register(Crowd.member(service(members), id));
        assertThat(membership.await(now -> now.find(id).isPresent(), PATIENCE)).isTrue();
        registration.close();
        assertThat(membership.await(now -> now.find(id).isEmpty(), PATIENCE)).isTrue();
      }
      return server.requests().since(before);
    }
  }

  private Membership watch(int members) throws InterruptedException {
    Membership membership = watcher.registry().watch(service(members));
    assertThat(membership.await(now -> !now.stale() && now.instances().size() == members, PATIENCE))
        .isTrue();
    return membership;
  }

  private static String service(int members) {
    return "growth-" + members;
  }
}
