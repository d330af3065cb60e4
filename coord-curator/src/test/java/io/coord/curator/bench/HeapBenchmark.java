package io.coord.curator.bench;

import io.coord.curator.bench.Rounds.Measurement;
import io.coord.curator.testing.ChildJvm;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a member costs in a view, in bytes of live heap. */
final class HeapBenchmark {

  private static final String SERVICE = "heap";
  private static final int MORE_VIEWS = 5;
  private static final Rounds HARDLY_ANY_SPREAD = new Rounds(0, 3);

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
    report.heading("Heap");
    report.comparisons("bytes per member");
    List<String> peers =
        List.of(ViewPeer.CURATOR_CACHE, ViewPeer.PATH_CHILDREN_CACHE, ViewPeer.SERVICE_CACHE);
    Map<String, Measurement<Double>> candidates = new LinkedHashMap<>();
    candidates.put(ViewPeer.COORD, () -> bytes(ViewPeer.COORD, members));
    peers.forEach(peer -> candidates.put(peer, () -> bytes(peer, members)));
    try (Crowd crowd = Crowd.of(server.connectString(), SERVICE, members)) {
      Map<String, Spread> figures = HARDLY_ANY_SPREAD.alternate(candidates);
      for (String peer : peers) {
        report.compare(
            "a view of %,d".formatted(members),
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

  /** The child: answers what each of several more views adds to the heap. */
  public static void main(String[] arguments) throws Exception {
    int members = Integer.parseInt(arguments[2]);
    List<ViewPeer> views = new ArrayList<>();
    open(views, 2, arguments, members); // loads all code, and what is made only once
    long before = used();
    open(views, MORE_VIEWS, arguments, members);
    System.out.println((used() - before) / (double) (MORE_VIEWS * members));
    System.out.flush();
    Runtime.getRuntime().halt(views.size()); // which also kept them alive up to here
  }

  private static void open(List<ViewPeer> views, int count, String[] arguments, int members)
      throws Exception {
    for (int i = 0; i < count; i++) {
      ViewPeer view = view(arguments);
      view.load(members);
      views.add(view);
    }
  }

  private static ViewPeer view(String[] arguments) throws InterruptedException {
    return ViewPeer.of(arguments[1], PeerClient.connect(arguments[0]), SERVICE, ViewListener.DEAF);
  }

  /** Until nothing more is freed: some objects die only after references to them were handled. */
  static long used() {
    long least = Long.MAX_VALUE;
    for (int unchanged = 0; unchanged < 5; ) {
      System.gc();
      long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      unchanged = now < least - 10_000 ? 0 : unchanged + 1;
      least = Math.min(least, now);
    }
    return least;
  }
}
