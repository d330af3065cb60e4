package io.coord.curator.bench;

import static io.coord.curator.bench.LockPeer.COORD;
import static io.coord.curator.bench.LockPeer.MUTEX;

import io.coord.curator.bench.Fleet.Outcome;
import io.coord.curator.bench.Rounds.Measurement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** How the handoff from one to the next changes with the number of those who wait. */
final class QueuesBenchmark {

  /** More threads of one process than that are hopeless with InterProcessMutex. */
  private static final int MOST_FOR_MUTEX = 100;

  private static final String HOPELESS = "not measured: a release wakes all, and each lists all";

  private final BenchServer server;
  private final Report report;
  private final Scale scale;

  QueuesBenchmark(BenchServer server, Report report, Scale scale) {
    this.server = server;
    this.report = report;
    this.scale = scale;
  }

  void run() throws Exception {
    report.heading("Many waiters for one lock");
    report.comparisons("for each handoff");
    for (int jvms : scale.queueJvms()) {
      try (Fleet fleet = new Fleet(server, jvms, Fleet.SMALL_JVM)) {
        Map<Integer, Spread> micros = new TreeMap<>();
        for (int threads : scale.queueThreads()) {
          micros.put(threads, compare(fleet, jvms, threads));
        }
        growth(jvms, micros);
      }
    }
  }

  private Spread compare(Fleet fleet, int jvms, int threads) throws Exception {
    Map<String, Measurement<Outcome>> runs = new LinkedHashMap<>();
    runs.put(COORD, () -> fleet.run(COORD, threads, scale.queueMillis()));
    if (threads <= MOST_FOR_MUTEX) {
      runs.put(MUTEX, () -> fleet.run(MUTEX, threads, scale.queueMillis()));
    }
    Map<String, List<Outcome>> outcomes = scale.warmRounds().collect(runs);
    String what = "%s × %,d: ".formatted(jvms(jvms), threads);
    row(what + "µs", outcomes, Outcome::microsPerGrant);
    row(what + "requests", outcomes, Outcome::requestsPerGrant);
    row(what + "threads beside them in a JVM", outcomes, Outcome::extraThreads);
    return spread(outcomes.get(COORD), Outcome::microsPerGrant);
  }

  private void row(
      String what, Map<String, List<Outcome>> outcomes, ToDoubleFunction<Outcome> figure) {
    Spread ours = spread(outcomes.get(COORD), figure);
    if (outcomes.containsKey(MUTEX)) {
      Spread theirs = spread(outcomes.get(MUTEX), figure);
      report.compare(what, ours, MUTEX, theirs, Target.noneButTimesLess());
    } else {
      report.alone(what, ours, MUTEX, HOPELESS);
    }
  }

  /** From the fewest of its threads that make a queue in the process to the most. */
  private void growth(int jvms, Map<Integer, Spread> micros) {
    int few = scale.queueThreads().get(1);
    int many = scale.queueThreads().get(scale.queueThreads().size() - 1);
    report.compare(
        "%s × %,d beside × %,d: µs".formatted(jvms(jvms), many, few),
        micros.get(many),
        "Coord × %,d".formatted(few),
        micros.get(few),
        Target.atMost(1.5));
  }

  private static String jvms(int count) {
    return "%d JVM%s".formatted(count, count == 1 ? "" : "s");
  }

  private static Spread spread(List<Outcome> outcomes, ToDoubleFunction<Outcome> figure) {
    return Spread.of(outcomes.stream().map(each -> figure.applyAsDouble(each)).toList());
  }
}
