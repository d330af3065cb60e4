package io.coord.curator.bench;

import io.coord.curator.bench.LogLogChart.Point;
import io.coord.curator.bench.Rounds.Measurement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.curator.framework.CuratorFramework;

/** How long it takes until a client that is connected has seen all members for the first time. */
final class FirstViewBenchmark {

  private final BenchServer server;
  private final Report report;
  private final Scale scale;
  private final Map<String, List<Point>> curves = new LinkedHashMap<>();

  FirstViewBenchmark(BenchServer server, Report report, Scale scale) {
    this.server = server;
    this.report = report;
    this.scale = scale;
  }

  /** Returns the medians over the number of members. */
  Map<String, List<Point>> run() throws Exception {
    report.heading("The first full view");
    report.comparisons("milliseconds");
    for (int members : scale.sizes()) {
      try (Crowd crowd = Crowd.of(server.connectString(), "first-" + members, members)) {
        compare(members);
      }
    }
    return curves;
  }

  private void compare(int members) throws Exception {
    Map<String, Measurement<Double>> candidates = new LinkedHashMap<>();
    kinds().forEach(kind -> candidates.put(kind, () -> millis(kind, members)));
    Map<String, Spread> figures = scale.warmRounds().alternate(candidates);
    figures.forEach(
        (kind, spread) ->
            curves
                .computeIfAbsent(kind, unused -> new ArrayList<>())
                .add(new Point(members, spread.median())));
    Spread ours = figures.remove(ViewPeer.COORD);
    String fastest =
        figures.keySet().stream()
            .min(Comparator.comparingDouble(kind -> figures.get(kind).median()))
            .orElseThrow();
    for (Map.Entry<String, Spread> peer : figures.entrySet()) {
      Target target =
          !peer.getKey().equals(fastest)
              ? Target.noneButTimesLess()
              : members >= 10_000
                  ? Target.timesLess(10)
                  : members <= 10 ? Target.timesLess(1) : Target.noneButTimesLess();
      report.compare("N = %,d".formatted(members), ours, peer.getKey(), peer.getValue(), target);
    }
  }

  private double millis(String kind, int members) throws Exception {
    CuratorFramework client = PeerClient.connect(server.connectString());
    try (ViewPeer view = ViewPeer.of(kind, client, "first-" + members, ViewListener.DEAF)) {
      long start = System.nanoTime();
      view.load(members);
      return (System.nanoTime() - start) / 1e6;
    }
  }

  private static List<String> kinds() {
    List<String> kinds = new ArrayList<>(List.of(ViewPeer.COORD));
    kinds.addAll(ViewPeer.PEERS);
    return kinds;
  }
}
