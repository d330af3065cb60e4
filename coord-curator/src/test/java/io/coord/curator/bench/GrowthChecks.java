package io.coord.curator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.lock.DistributedLock;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.ZkServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.zookeeper.ZooDefs.OpCode;

/**
 * What the benchmarks show, as far as it can be counted: requests and bytes, and how they grow from
 * 100 members to 5,000. No times, so it means the same on every machine.
 */
final class GrowthChecks implements AutoCloseable {

  private static final int FEW = 100;
  private static final int MANY = 5_000;
  private static final int CHANGES = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ZkServer server = ZkServer.started();
  private final Crowd few;
  private final Crowd many;
  private Coordination watcher;
  private Coordination registrar;

  GrowthChecks() throws Exception {
    few = Crowd.of(server.connectString(), service(FEW), FEW);
    many = Crowd.of(server.connectString(), service(MANY), MANY);
  }

  /**
   * Each by what it claims; it tells what it counted, and throws AssertionError if that is too
   * much.
   */
  Map<String, Callable<String>> all() {
    Map<String, Callable<String>> checks = new LinkedHashMap<>();
    checks.put(
        "the first view grows by 256 requests and then one per 400 members", this::firstView);
    checks.put("a change costs as much with many members as with few", this::change);
    checks.put("a reconnection costs no more than the first view", this::reconnection);
    checks.put("an uncontended cycle costs three requests", this::uncontendedCycle);
    checks.put("many threads of a process share the requests of one", this::sharedLock);
    checks.replaceAll((claim, check) -> () -> connected(check));
    return checks;
  }

  @Override
  public void close() {
    few.close();
    many.close();
    server.close();
  }

  private String connected(Callable<String> check) throws Exception {
    watcher = CuratorCoordination.connect(server.connectString());
    registrar = CuratorCoordination.connect(server.connectString());
    try {
      return check.call();
    } finally {
      watcher.close();
      registrar.close();
    }
  }

  private String firstView() throws Exception {
    RequestCounts forFew = firstView(FEW);
    RequestCounts forMany = firstView(MANY);

    assertThat(reads(forFew)).as("%s", forFew).isLessThanOrEqualTo(4 + FEW);
    assertThat(reads(forMany)).as("%s", forMany).isLessThanOrEqualTo(4 + 256 + 5 + MANY / 400);
    return "%d requests, and %d".formatted(reads(forFew), reads(forMany));
  }

  private String change() throws Exception {
    RequestCounts amongFew = changes(FEW);
    RequestCounts amongMany = changes(MANY);

    // The registrar creates and deletes, and looks if half a second passes in between; the watcher
    // reads twice. And slack for what has nothing to do with the changes.
    assertThat(amongFew.total()).as("%s", amongFew).isBetween(4L * CHANGES, 5L * CHANGES + 10);
    assertThat(amongMany.total()).as("%s", amongMany).isBetween(4L * CHANGES, 5L * CHANGES + 10);
    assertThat(amongMany.replyBytes()).isLessThan(amongFew.replyBytes() * 5 / 4);
    return "%d joins and leaves: %d requests and %d bytes, and %d and %d"
        .formatted(
            CHANGES,
            amongFew.total(),
            amongFew.replyBytes(),
            amongMany.total(),
            amongMany.replyBytes());
  }

  private String reconnection() throws Exception {
    try (Membership membership = watch(MANY)) {
      RequestCounts before = server.requests();
      long version = membership.snapshot().version();
      server.dropConnections();
      // It is stale for one version at least, and so shortly that nobody may see it.
      assertThat(
              membership.await(
                  snapshot -> snapshot.version() > version + 1 && !snapshot.stale(), PATIENCE))
          .isTrue();

      // Five sessions come back, and one of them loads.
      long requests = server.requests().since(before).total();
      assertThat(requests).isLessThanOrEqualTo(MANY / 1_000 + 20);
      return requests + " requests";
    }
  }

  private String uncontendedCycle() throws Exception {
    DistributedLock lock = watcher.lock("alone");
    lock.acquire().close(); // makes the parents
    RequestCounts before = server.requests();
    for (int i = 0; i < CHANGES; i++) {
      lock.acquire().close();
    }

    RequestCounts counts = server.requests().since(before);
    long checks = counts.of(OpCode.multi); // that the session lives: sent by the clock
    long requests = counts.total() - checks;
    assertThat(requests).as("%s", counts).isBetween(3L * CHANGES, 3L * CHANGES + 2);
    assertThat(checks).as("%s", counts).isLessThan(CHANGES);
    return "%d cycles: %d requests".formatted(CHANGES, requests);
  }

  private String sharedLock() throws Exception {
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
    long requests = server.requests().since(before).total();
    assertThat(requests).isLessThan(threads * each / 4);
    return "%d grants: %d requests".formatted(threads * each, requests);
  }

  /** Without what the sessions and watches of the check before may still leave behind. */
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
      // An answer is counted after it was sent, and before the next one is: so here is a next one.
      assertThat(registrar.registry().instances("nobody")).isEmpty();
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
