package io.coord.curator.bench;

import io.coord.curator.bench.Rounds.Measurement;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a member costs in a view, in bytes of live heap. */
final class HeapBenchmark {

  private static final String SERVICE = "heap";

  private final BenchServer server;
  private final Report report;
  private final Scale scale;

  HeapBenchmark(BenchServer server, Report report, Scale scale) {
    this.server = server;
    this.report = report;
    this.scale = scale;
  }

  void run() throws Exception {
    int members = scale.largest();
    report.heading("Membership: heap of a view of %,d".formatted(members));
    report.comparisons("bytes per member");
    List<String> peers =
        List.of(ViewPeer.CURATOR_CACHE, ViewPeer.PATH_CHILDREN_CACHE, ViewPeer.SERVICE_CACHE);
    Map<String, Measurement<Double>> candidates = new LinkedHashMap<>();
    candidates.put(ViewPeer.COORD, () -> bytes(ViewPeer.COORD, members));
    peers.forEach(peer -> candidates.put(peer, () -> bytes(peer, members)));
    try (Crowd crowd = Crowd.of(server.connectString(), SERVICE, members)) {
      Map<String, Spread> figures = scale.forkedRounds().alternate(candidates);
      for (String peer : peers) {
        report.compare(
            "a view",
            figures.get(ViewPeer.COORD),
            peer,
            figures.get(peer),
            peer.equals(ViewPeer.CURATOR_CACHE) ? Target.atMost(1.2) : Target.none());
      }
    }
  }

  private double bytes(String kind, int members) throws Exception {
    // With this collector nothing dead is counted after a full collection.
    try (ChildJvm child =
        ChildJvm.start(
            HeapBenchmark.class,
            List.of("-Xmx512m", "-XX:+UseSerialGC"),
            server.connectString(),
            kind,
            Integer.toString(members))) {
      return Double.parseDouble(child.answer());
    }
  }

  /** The child: loads a view and answers what it holds, once a first one has loaded all code. */
  public static void main(String[] arguments) throws Exception {
    int members = Integer.parseInt(arguments[2]);
    try (ViewPeer first = view(arguments)) {
      first.load(members);
    }
    ViewPeer view = view(arguments);
    long before = used();
    view.load(members);
    System.out.println((used() - before) / (double) members);
    view.close();
    System.exit(0);
  }

  private static ViewPeer view(String[] arguments) throws InterruptedException {
    return ViewPeer.of(arguments[1], PeerClient.connect(arguments[0]), SERVICE, ViewListener.DEAF);
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
