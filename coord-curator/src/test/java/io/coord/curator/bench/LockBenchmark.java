package io.coord.curator.bench;

import static io.coord.curator.bench.LockPeer.COORD;
import static io.coord.curator.bench.LockPeer.COORD_IN_STRICT_ORDER;
import static io.coord.curator.bench.LockPeer.COORD_LINGERING;
import static io.coord.curator.bench.LockPeer.MUTEX;
import static io.coord.curator.bench.LockPeer.NATIVE;

import io.coord.curator.bench.Fleet.Outcome;
import io.coord.curator.bench.LockCycle.Times;
import io.coord.curator.bench.Rounds.Measurement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The lock beside InterProcessMutex and beside a lock on ZooKeeper's raw API. */
final class LockBenchmark {

  private static final List<String> JVM = List.of("-Xms64m", "-Xmx256m");

  private final BenchServer server;
  private final Report report;
  private final Scale scale;

  LockBenchmark(BenchServer server, Report report, Scale scale) {
    this.server = server;
    this.report = report;
    this.scale = scale;
  }

  void run() throws Exception {
    report.heading("The lock in one process");
    report.comparisons("microseconds per cycle");
    Map<String, Spread> alone = micros(perSecond(1, COORD, MUTEX, NATIVE, COORD_LINGERING));
    Spread mutex = alone.get(MUTEX);
    report.compare("1 thread, cold", alone.get(COORD), MUTEX, mutex, Target.atMost(1.10));
    report.compare("1 thread, cold", alone.get(COORD), NATIVE, alone.get(NATIVE), Target.none());
    report.compare(
        "1 thread, warm (linger)",
        alone.get(COORD_LINGERING),
        MUTEX,
        mutex,
        Target.timesLess(1_000));
    report.comparisons("locks per second");
    shared(8, Target.none());
    shared(32, Target.atLeast(100));

    report.heading("The lock in several processes");
    report.comparisons("locks per second");
    fleet("3 JVMs × 8 threads", 3, 8, COORD, Target.atLeast(30));
    fleet("2 JVMs × 1 thread, strict order", 2, 1, COORD_IN_STRICT_ORDER, Target.atLeast(0.95));
  }

  private void shared(int threads, Target target) throws Exception {
    Map<String, Spread> figures = perSecond(threads, COORD, MUTEX);
    report.compare(
        threads + " threads share one lock", figures.get(COORD), MUTEX, figures.get(MUTEX), target);
  }

  private void fleet(String what, int jvms, int threads, String ours, Target target)
      throws Exception {
    try (Fleet fleet = new Fleet(server, jvms, JVM)) {
      Map<String, Measurement<Outcome>> runs = new LinkedHashMap<>();
      for (String kind : List.of(ours, MUTEX)) {
        runs.put(kind, () -> fleet.run(kind, threads, scale.fleetMillis()));
      }
      Map<String, List<Outcome>> outcomes = scale.warmerRounds().collect(runs);
      report.compare(
          what,
          spread(outcomes.get(ours), Outcome::perSecond),
          MUTEX,
          spread(outcomes.get(MUTEX), Outcome::perSecond),
          target);
      report.compare(
          what + ": Jain index of the JVMs' tenures",
          spread(outcomes.get(ours), Outcome::fairness),
          MUTEX,
          spread(outcomes.get(MUTEX), Outcome::fairness),
          Target.none());
    }
  }

  private Map<String, Spread> perSecond(int threads, String... kinds) throws Exception {
    Map<String, Measurement<Double>> candidates = new LinkedHashMap<>();
    Times times = scale.jmhTimes();
    for (String kind : kinds) {
      candidates.put(
          kind, () -> LockCycle.throughput(kind, server.connectString(), threads, times));
    }
    return scale.forkedRounds().alternate(candidates);
  }

  private static Map<String, Spread> micros(Map<String, Spread> perSecond) {
    Map<String, Spread> micros = new LinkedHashMap<>();
    perSecond.forEach(
        (name, rate) ->
            micros.put(
                name, new Spread(1e6 / rate.median(), 1e6 / rate.most(), 1e6 / rate.least())));
    return micros;
  }

  private static Spread spread(List<Outcome> outcomes, ToDoubleFunction<Outcome> figure) {
    return Spread.of(outcomes.stream().map(each -> figure.applyAsDouble(each)).toList());
  }
}
