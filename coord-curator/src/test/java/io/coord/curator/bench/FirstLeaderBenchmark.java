package io.coord.curator.bench;

import com.sun.management.OperatingSystemMXBean;
import io.coord.curator.bench.BenchServer.Traffic;
import io.coord.curator.bench.Rounds.Measurement;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long it takes from the start of some candidates until one leads, and what it costs. */
final class FirstLeaderBenchmark {

  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** So many candidates also stand in an election that has no node yet. */
  private static final int IN_NEW_ELECTION = 1;

  private final BenchServer server;
  private final ElectionTable table;
  private final Scale scale;

  FirstLeaderBenchmark(BenchServer server, ElectionTable table, Scale scale) {
    this.server = server;
    this.table = table;
    this.scale = scale;
  }

  void run() throws Exception {
    for (int count : scale.candidates()) {
      String plural = count == 1 ? "candidate" : "candidates";
      try (Candidates candidates = new Candidates(server, count)) {
        compare("%d %s: ".formatted(count, plural), candidates, count, true);
        if (count == IN_NEW_ELECTION) {
          compare("%d %s, no node yet: ".formatted(count, plural), candidates, count, false);
        }
      }
    }
  }

  private void compare(String what, Candidates candidates, int count, boolean prepared)
      throws Exception {
    Map<String, Measurement<Start>> starts = new LinkedHashMap<>();
    for (String kind : ElectionPeer.KINDS) {
      starts.put(kind, () -> start(candidates, kind, count, prepared));
    }
    Map<String, List<Start>> taken = scale.elections().collect(starts);
    table.row(what + "ms until one leads", taken, Start::millis);
    if (count > 1) { // the clock is too coarse for one
      table.row(what + "ms of CPU of each until all are queued", taken, Start::cpuMillis);
    }
    table.row(what + "requests of each until then", taken, Start::requestsToLead);
    table.row(what + "requests of each until all wait", taken, Start::requests);
  }

  private Start start(Candidates candidates, String kind, int count, boolean prepared)
      throws Exception {
    String election = candidates.nextElection();
    if (prepared) {
      candidates.create(kind, election);
    }
    Reign first = new Reign();
    List<ElectionPeer> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      peers.add(candidates.candidate(i, kind, election, first));
    }
    Traffic before = candidates.settled();
    long cpuBefore = cpuNanos();
    long from = System.nanoTime();
    for (ElectionPeer peer : peers) {
      peer.stand();
    }
    double millis = (first.beganAt() - from) / 1e6;
    Traffic toLead = server.traffic().since(before);
    candidates.awaitStanding(kind, election, count);
    double cpuMillis = (cpuNanos() - cpuBefore) / 1e6 / count;
    Traffic all = candidates.settled().since(before);
    Collections.reverse(peers); // the leader last
    for (ElectionPeer peer : peers) {
      peer.close();
    }
    candidates.awaitStanding(kind, election, 0);
    return new Start(
        millis,
        cpuMillis,
        toLead.withoutProofs() / (double) count,
        all.withoutProofs() / (double) count);
  }

  /** Of this process, in which they all stand. */
  private static long cpuNanos() {
    return PROCESS.getProcessCpuTime();
  }

  private record Start(double millis, double cpuMillis, double requestsToLead, double requests) {}
}
