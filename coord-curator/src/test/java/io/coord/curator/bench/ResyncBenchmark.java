package io.coord.curator.bench;

import io.coord.curator.bench.BenchServer.Traffic;
import io.coord.curator.bench.Rounds.Measurement;
import io.coord.test.internal.TcpProxy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;

/** What a view does when its client comes back after a lost connection. */
final class ResyncBenchmark {

  private static final String SERVICE = "resync";
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final BenchServer server;
  private final Report report;
  private final Scale scale;

  ResyncBenchmark(BenchServer server, Report report, Scale scale) {
    this.server = server;
    this.report = report;
    this.scale = scale;
  }

  void run() throws Exception {
    int members = scale.largest();
    report.heading("After a lost connection");
    report.comparisons("N = %,d, from the reconnection on".formatted(members));
    try (Crowd crowd = Crowd.of(server.connectString(), SERVICE, members)) {
      for (int changes : List.of(0, 10)) {
        compare(crowd, members, changes);
      }
    }
  }

  private void compare(Crowd crowd, int members, int changes) throws Exception {
    Map<String, Measurement<Resync>> candidates = new LinkedHashMap<>();
    for (String kind : List.of(ViewPeer.COORD, ViewPeer.CURATOR_CACHE)) {
      candidates.put(kind, () -> resync(kind, crowd, members, changes));
    }
    Map<String, List<Resync>> taken = scale.warmRounds().collect(candidates);
    String what = changes == 0 ? "no change: " : changes + " changes: ";
    row(taken, what + "requests", each -> each.cost.requests(), Target.timesLess(10));
    row(taken, what + "bytes", each -> each.cost.bytes(), Target.noneButTimesLess());
    row(taken, what + "ms until current", each -> each.millis, Target.noneButTimesLess());
  }

  private void row(
      Map<String, List<Resync>> taken,
      String what,
      ToDoubleFunction<Resync> figure,
      Target target) {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    taken.forEach(
        (kind, rounds) ->
            spreads.put(
                kind, Spread.of(rounds.stream().map(r -> figure.applyAsDouble(r)).toList())));
    report.compare(
        what,
        spreads.get(ViewPeer.COORD),
        ViewPeer.CURATOR_CACHE,
        spreads.get(ViewPeer.CURATOR_CACHE),
        target);
  }

  private Resync resync(String kind, Crowd crowd, int members, int changes) throws Exception {
    Gathering gathering = new Gathering();
    try (TcpProxy proxy = TcpProxy.to(server.port())) {
      CuratorFramework client = PeerClient.connect(proxy.connectString());
      try (ViewPeer view = ViewPeer.of(kind, client, SERVICE, gathering)) {
        view.load(members);
        CompletableFuture<Long> reconnected = new CompletableFuture<>();
        CountDownLatch suspended = new CountDownLatch(1);
        client
            .getConnectionStateListenable()
            .addListener(
                (unused, state) -> {
                  if (state == ConnectionState.SUSPENDED) {
                    suspended.countDown();
                  } else if (state == ConnectionState.RECONNECTED) {
                    reconnected.complete(System.nanoTime());
                  }
                });
        proxy.cut();
        suspended.await();
        crowd.join("late", changes);
        gathering.expectJoins(changes);
        if (view instanceof CoordView ours) {
          ours.awaitFreshAnew();
        }
        Traffic before = server.traffic();
        proxy.restore();
        long since = reconnected.get(30, TimeUnit.SECONDS);
        long quiet = lastRequestAt();
        Traffic cost = server.traffic().since(before);
        long current =
            view instanceof CoordView ours
                ? ours.freshAt()
                : changes == 0 ? quiet : gathering.completeAt();
        return new Resync(cost, (current - since) / 1e6);
      } finally {
        crowd.leave("late", changes);
      }
    }
  }

  /** CuratorCache does not say when it is current again; it is when it asks no more. */
  private long lastRequestAt() throws IOException {
    long last = System.nanoTime();
    for (long seen = -1; System.nanoTime() - last < QUIET_NANOS; ) {
      long now = server.traffic().requests();
      if (now != seen) {
        seen = now;
        last = System.nanoTime();
      }
      LockSupport.parkNanos(1_000_000);
    }
    return last;
  }

  private record Resync(Traffic cost, double millis) {}
}
