package io.coord.curator.bench;

import io.coord.test.internal.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Whether two processes believe at once that they lead, when the leader's process is paused for
 * longer than its session lasts. All kinds are paused in the same minutes, but not resumed at the
 * same moments.
 */
final class PausedLeaderBenchmark {

  private static final String ELECTION = "paused";
  private static final Duration PAUSE = Duration.ofMillis(ElectionProcess.SESSION_MILLIS * 3 / 2);

  /** From one pause to the next; long enough to stand again. */
  private static final Duration CYCLE = PAUSE.multipliedBy(3).dividedBy(2);

  private final BenchServer server;
  private final ElectionTable table;
  private final Scale scale;

  PausedLeaderBenchmark(BenchServer server, ElectionTable table, Scale scale) {
    this.server = server;
    this.table = table;
    this.scale = scale;
  }

  void run() throws Exception {
    List<String> kinds = ElectionPeer.KINDS;
    ExecutorService pool = Executors.newFixedThreadPool(kinds.size());
    Map<String, Future<List<Overlap>>> running = new LinkedHashMap<>();
    long start = System.nanoTime() + CYCLE.toNanos(); // when all have started
    for (int i = 0; i < kinds.size(); i++) {
      String kind = kinds.get(i);
      long first = start + CYCLE.toNanos() * i / kinds.size();
      running.put(kind, pool.submit(() -> pauses(kind, first)));
    }
    pool.shutdown();
    Map<String, String> tookOver = new LinkedHashMap<>();
    Map<String, String> atOnce = new LinkedHashMap<>();
    Map<String, String> longest = new LinkedHashMap<>();
    for (Map.Entry<String, Future<List<Overlap>>> each : running.entrySet()) {
      List<Overlap> overlaps = each.getValue().get();
      List<Double> millis = overlaps.stream().filter(Overlap::atOnce).map(Overlap::millis).toList();
      String of = " of " + overlaps.size();
      tookOver.put(each.getKey(), overlaps.stream().filter(Overlap::tookOver).count() + of);
      atOnce.put(each.getKey(), millis.size() + of);
      if (!millis.isEmpty()) {
        longest.put(each.getKey(), Spread.of(millis).toString());
      }
    }
    String what = "the leader is paused for 1.5 T: ";
    table.row(what + "pauses in which another led", tookOver, "");
    table.row(what + "pauses after which **two believed at once**", atOnce, "");
    table.row(what + "ms for which they did", longest, "");
  }

  private List<Overlap> pauses(String kind, long first) throws Exception {
    List<Overlap> overlaps = new ArrayList<>();
    try (ElectionProcess one = new ElectionProcess(server, kind, ELECTION, "one");
        ElectionProcess two = new ElectionProcess(server, kind, ELECTION, "two")) {
      long cycle = first;
      for (int i = 0; overlaps.size() < scale.pauses(); i++) {
        if (i > 2 * scale.pauses()) {
          throw new IllegalStateException(kind + " too often had no leader, or none that waits");
        }
        Time.passUntil(cycle);
        cycle += CYCLE.toNanos();
        boolean oneLeads = one.believes();
        if (oneLeads != two.believes()
            && server.ephemerals(ElectionPeer.path(kind, ELECTION)) == 2) {
          overlaps.add(oneLeads ? pause(one, two, cycle) : pause(two, one, cycle));
        }
      }
    }
    return overlaps;
  }

  /** Returns shortly before that moment. */
  private static Overlap pause(ElectionProcess leader, ElectionProcess other, long end)
      throws InterruptedException {
    leader.beliefs();
    other.beliefs();
    leader.pause();
    Time.pass(PAUSE);
    leader.resume();
    Time.passUntil(end - CYCLE.toNanos() / 20);
    return Overlap.of(leader.beliefs(), other.beliefs());
  }

  /**
   * Of the leader's belief with that of the other, who was not paused.
   *
   * @param tookOver whether the other led
   * @param atOnce whether the former leader said that it leads when it was asked after the other
   *     had said so
   * @param millis from when to when it said so
   */
  record Overlap(boolean tookOver, boolean atOnce, double millis) {

    static Overlap of(List<Belief> leader, List<Belief> other) {
      if (other.isEmpty()) {
        return new Overlap(false, false, 0);
      }
      long from = other.get(0).firstAnswered();
      long to = other.get(other.size() - 1).lastAsked();
      boolean atOnce = false;
      long nanos = 0;
      for (Belief each : leader) {
        if (each.lastAsked() >= from && each.firstAnswered() <= to) {
          atOnce = true;
          nanos += Math.min(to, each.lastAsked()) - Math.max(from, each.firstAsked());
        }
      }
      return new Overlap(true, atOnce, nanos / 1e6);
    }
  }
}
