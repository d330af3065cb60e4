package io.coord.curator.bench;

import io.coord.curator.bench.Rounds.Measurement;
import io.coord.curator.testing.ChildJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/** What many different locks that one process holds cost it while nothing happens. */
final class HeldBenchmark {

  private static final Rounds HARDLY_ANY_SPREAD = new Rounds(0, 2);

  /** The proof sends one request every sixth of the session timeout. */
  private static final int PROOFS_PER_TIMEOUT = 6;

  private final BenchServer server;
  private final Report report;
  private final Scale scale;

  HeldBenchmark(BenchServer server, Report report, Scale scale) {
    this.server = server;
    this.report = report;
    this.scale = scale;
  }

  void run() throws Exception {
    report.heading("Many locks held by one process");
    report.table(
        "held", "by", "bytes of heap for each", "more threads", "requests in one T", "target", "");
    for (int count : scale.heldLocks()) {
      Map<String, Measurement<Holding>> candidates = new LinkedHashMap<>();
      for (String kind : List.of(LockPeer.COORD, LockPeer.MUTEX)) {
        candidates.put(kind, () -> hold(kind, count));
      }
      HARDLY_ANY_SPREAD
          .collect(candidates)
          .forEach((kind, taken) -> row("%,d".formatted(count), kind, taken));
    }
    report.say("");
    report.say(
        "T, the session timeout, is %d ms. Heap: of live objects. Threads: more than before the"
                .formatted(LockHolder.SESSION_MILLIS)
            + " first of these locks was acquired, when nothing has happened for some seconds."
            + " Requests: without pings.");
  }

  private void row(String count, String kind, List<Holding> taken) {
    Spread requests = spread(taken, Holding::requests);
    boolean ours = kind.equals(LockPeer.COORD);
    report.row(
        count,
        ours ? "Coord" : kind,
        spread(taken, Holding::bytesEach).toString(),
        spread(taken, Holding::moreThreads).toString(),
        requests.toString(),
        ours ? "≤ " + PROOFS_PER_TIMEOUT + " requests" : "–",
        ours ? requests.median() <= PROOFS_PER_TIMEOUT ? "met" : "MISSED" : "");
  }

  private Holding hold(String kind, int count) throws Exception {
    // With this collector nothing dead is counted after a full collection.
    try (ChildJvm child =
        ChildJvm.start(
            LockHolder.class,
            List.of("-Xmx512m", "-XX:+UseSerialGC"),
            server.connectString(),
            kind,
            Integer.toString(count))) {
      double bytesEach = Double.parseDouble(child.answer());
      child.send("threads"); // of which it waits until they are idle
      double requests = requestsInOneTimeout();
      return new Holding(bytesEach, Double.parseDouble(child.answer()), requests);
    }
  }

  /** Beginning right after a request, if there are any. */
  private double requestsInOneTimeout() throws IOException {
    long first = server.traffic().requests();
    long timeout = TimeUnit.MILLISECONDS.toNanos(LockHolder.SESSION_MILLIS);
    long patience = System.nanoTime() + timeout / 4;
    long before = first;
    while (before == first && System.nanoTime() < patience) {
      LockSupport.parkNanos(1_000_000);
      before = server.traffic().requests();
    }
    Fleet.sleepUntil(System.nanoTime() + timeout);
    return server.traffic().requests() - before;
  }

  private static Spread spread(List<Holding> taken, ToDoubleFunction<Holding> figure) {
    List<Double> figures = new ArrayList<>();
    taken.forEach(each -> figures.add(figure.applyAsDouble(each)));
    return Spread.of(figures);
  }

  private record Holding(double bytesEach, double moreThreads, double requests) {}
}
