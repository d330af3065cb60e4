package io.coord.curator.bench;

import io.coord.curator.bench.BenchServer.Traffic;
import io.coord.curator.bench.Rounds.Measurement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long it takes from the close of a leader until the one that waits leads. */
final class HandOverBenchmark {

  private final BenchServer server;
  private final ElectionTable table;
  private final Scale scale;

  HandOverBenchmark(BenchServer server, ElectionTable table, Scale scale) {
    this.server = server;
    this.table = table;
    this.scale = scale;
  }

  void run() throws Exception {
    try (Candidates candidates = new Candidates(server, 2)) {
      Map<String, Measurement<HandOver>> handOvers = new LinkedHashMap<>();
      for (String kind : ElectionPeer.KINDS) {
        handOvers.put(kind, () -> handOver(candidates, kind));
      }
      Map<String, List<HandOver>> taken = scale.handOvers().collect(handOvers);
      String what = "the leader is closed: ";
      table.row(what + "ms from the call until the next leads", taken, HandOver::fromCall);
      table.row(what + "requests", taken, HandOver::requests);
      taken.remove(ElectionPeer.LATCH); // has no task
      table.row(what + "ms from its task's return", taken, HandOver::fromReturn);
    }
  }

  private HandOver handOver(Candidates candidates, String kind) throws Exception {
    String election = candidates.nextElection();
    candidates.create(kind, election);
    Reign first = new Reign();
    Reign second = new Reign();
    try (ElectionPeer next = candidates.candidate(1, kind, election, second)) {
      long called;
      Traffic before;
      try (ElectionPeer leader = candidates.candidate(0, kind, election, first)) {
        leader.stand();
        first.beganAt();
        next.stand();
        candidates.awaitStanding(kind, election, 2);
        before = candidates.settled();
        called = System.nanoTime();
      }
      double fromCall = (second.beganAt() - called) / 1e6;
      double fromReturn =
          kind.equals(ElectionPeer.LATCH) ? Double.NaN : (second.beganAt() - first.endedAt()) / 1e6;
      return new HandOver(fromCall, fromReturn, candidates.settled().since(before).withoutProofs());
    }
  }

  private record HandOver(double fromCall, double fromReturn, double requests) {}
}
