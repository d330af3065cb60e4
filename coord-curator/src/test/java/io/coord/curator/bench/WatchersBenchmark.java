package io.coord.curator.bench;

import io.coord.curator.bench.Rounds.Measurement;
import io.coord.curator.testing.ChildJvm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Many clients that watch one service of 100 members, while 100 more join and leave. */
final class WatchersBenchmark {

  static final int MEMBERS = 100;
  private static final int CHANGES = 100;

  private final BenchServer server;
  private final Report report;
  private final Scale scale;

  WatchersBenchmark(BenchServer server, Report report, Scale scale) {
    this.server = server;
    this.report = report;
    this.scale = scale;
  }

  void run() throws Exception {
    report.heading("Many watchers");
    report.comparisons("per round");
    for (int watchers : scale.watchers()) {
      compare(watchers);
    }
  }

  private void compare(int watchers) throws Exception {
    Map<String, Measurement<Result>> candidates = new LinkedHashMap<>();
    List<AutoCloseable> open = new ArrayList<>();
    try {
      for (String kind : List.of(ViewPeer.COORD, ViewPeer.CURATOR_CACHE, ViewPeer.SERVICE_CACHE)) {
        // A service for each kind, or they would be told of each other's changes.
        String service = "watched-" + kind;
        Crowd crowd = Crowd.of(server.connectString(), service, MEMBERS);
        open.add(crowd);
        ChildJvm child =
            ChildJvm.start(
                Watchers.class,
                List.of("-Xmx512m"),
                server.connectString(),
                kind,
                service,
                Integer.toString(watchers));
        open.add(child);
        child.answer();
        candidates.put(kind, () -> round(child, crowd));
      }
      Map<String, List<Result>> taken = scale.warmerRounds().collect(candidates);
      for (String peer : List.of(ViewPeer.CURATOR_CACHE, ViewPeer.SERVICE_CACHE)) {
        String what = "%d watching: ".formatted(watchers);
        row(what + "ms until all saw all", taken, peer, r -> r.millis, Target.atMost(1));
        row(
            what + "ms of CPU per watcher",
            taken,
            peer,
            r -> r.cpuMillis / watchers,
            Target.timesLess(2));
      }
    } finally {
      for (AutoCloseable each : open) {
        each.close();
      }
    }
  }

  private void row(
      String what,
      Map<String, List<Result>> taken,
      String peer,
      ToDoubleFunction<Result> figure,
      Target target) {
    report.compare(
        what,
        spread(taken.get(ViewPeer.COORD), figure),
        peer,
        spread(taken.get(peer), figure),
        target);
  }

  private static Spread spread(List<Result> results, ToDoubleFunction<Result> figure) {
    return Spread.of(results.stream().map(each -> figure.applyAsDouble(each)).toList());
  }

  /** Two JVMs on one machine share the clock of System.nanoTime. */
  private static Result round(ChildJvm watchers, Crowd crowd) throws Exception {
    watchers.ask("expect " + CHANGES + " " + (MEMBERS + CHANGES));
    long start = System.nanoTime();
    crowd.join("new", CHANGES);
    Result joins = Result.of(watchers.ask("await"), start);
    watchers.ask("expect " + CHANGES + " " + MEMBERS);
    start = System.nanoTime();
    crowd.leave("new", CHANGES);
    Result leaves = Result.of(watchers.ask("await"), start);
    return new Result(joins.millis + leaves.millis, joins.cpuMillis + leaves.cpuMillis);
  }

  private record Result(double millis, double cpuMillis) {
    static Result of(String answer, long start) {
      String[] words = answer.split(" ");
      return new Result((Long.parseLong(words[0]) - start) / 1e6, Long.parseLong(words[1]) / 1e6);
    }
  }
}
