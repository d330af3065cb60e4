package io.coord.curator.bench;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.bench.Rounds.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceInstance;

/** Many registrations from one client; and many members that leave at once. */
final class RegistrationBenchmark {

  private static final String X_DISCOVERY = "x-discovery";

  private final BenchServer server;
  private final Report report;
  private final Scale scale;
  private final AtomicInteger services = new AtomicInteger();

  RegistrationBenchmark(BenchServer server, Report report, Scale scale) {
    this.server = server;
    this.report = report;
    this.scale = scale;
  }

  void run() throws Exception {
    report.heading("Registrations");
    report.comparisons("registrations per second");
    rate(1_000, 1, Target.atLeast(1));
    rate(1_000, 16, Target.atLeast(5));
    if (scale == Scale.FULL) {
      rate(10_000, 16, Target.atLeast(5));
    }
    report.comparisons("milliseconds");
    exodus();
  }

  private void rate(int count, int threads, Target target) throws Exception {
    Map<String, Measurement<Double>> candidates = new LinkedHashMap<>();
    candidates.put(ViewPeer.COORD, () -> coord(count, threads));
    candidates.put(X_DISCOVERY, () -> discovery(count, threads));
    Map<String, Spread> figures = scale.warmRounds().alternate(candidates);
    report.compare(
        "%,d from %d thread%s".formatted(count, threads, threads == 1 ? "" : "s"),
        figures.get(ViewPeer.COORD),
        X_DISCOVERY,
        figures.get(X_DISCOVERY),
        target);
  }

  private double coord(int count, int threads) throws Exception {
    String service = "registrations-" + services.incrementAndGet();
    try (Coordination coordination = CuratorCoordination.connect(server.connectString())) {
      return perSecond(
          count, threads, i -> coordination.registry().register(Crowd.member(service, "m-" + i)));
    }
  }

  private double discovery(int count, int threads) throws Exception {
    String service = "registrations-" + services.incrementAndGet();
    try (CuratorFramework client = PeerClient.connect(server.connectString())) {
      ServiceDiscovery<Void> discovery = ServiceCacheView.discovery(client);
      discovery.start();
      return perSecond(
          count,
          threads,
          i ->
              discovery.registerService(
                  ServiceInstance.<Void>builder()
                      .name(service)
                      .id("m-" + i)
                      .address("10.1.2.3")
                      .port(8080)
                      .build()));
      // Ends with the session: closing the discovery would take each off, one by one.
    }
  }

  private static double perSecond(int count, int threads, Action action) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      AtomicInteger next = new AtomicInteger();
      long start = System.nanoTime();
      List<Future<?>> running = new ArrayList<>();
      for (int thread : IntStream.range(0, threads).toArray()) {
        running.add(
            pool.submit(
                () -> {
                  for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    action.perform(i);
                  }
                  return thread;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
      return count / ((System.nanoTime() - start) / 1e9);
    } finally {
      pool.shutdown();
    }
  }

  private void exodus() throws Exception {
    int members = 1_000;
    Map<String, Measurement<Double>> candidates = new LinkedHashMap<>();
    for (String kind : List.of(ViewPeer.COORD, ViewPeer.CURATOR_CACHE, ViewPeer.SERVICE_CACHE)) {
      candidates.put(kind, () -> exodus(kind, members));
    }
    Map<String, Spread> figures = scale.warmRounds().alternate(candidates);
    for (String peer : List.of(ViewPeer.CURATOR_CACHE, ViewPeer.SERVICE_CACHE)) {
      report.compare(
          "%,d members leave at once, until seen".formatted(members),
          figures.get(ViewPeer.COORD),
          peer,
          figures.get(peer),
          Target.noneButTimesLess());
    }
  }

  private double exodus(String kind, int members) throws Exception {
    String service = "exodus-" + services.incrementAndGet();
    Gathering gathering = new Gathering();
    try (Crowd crowd = Crowd.of(server.connectString(), service, members)) {
      CuratorFramework client = PeerClient.connect(server.connectString());
      try (ViewPeer view = ViewPeer.of(kind, client, service, gathering)) {
        view.load(members);
        gathering.expect(members, 0);
        long start = System.nanoTime();
        crowd.close();
        return (gathering.completeAt() - start) / 1e6;
      }
    }
  }

  private interface Action {
    void perform(int number) throws Exception;
  }
}
