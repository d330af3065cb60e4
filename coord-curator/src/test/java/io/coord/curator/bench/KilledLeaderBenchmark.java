package io.coord.curator.bench;

import io.coord.curator.bench.BenchServer.Traffic;
import io.coord.curator.bench.Rounds.Measurement;
import io.coord.test.internal.Time;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How long it takes from {@code kill -9} of the leader's process until the one that waits leads.
 */
final class KilledLeaderBenchmark {

  private static final long SEED = 17;

  private final BenchServer server;
  private final ElectionTable table;
  private final Scale scale;

  KilledLeaderBenchmark(BenchServer server, ElectionTable table, Scale scale) {
    this.server = server;
    this.table = table;
    this.scale = scale;
  }

  void run() throws Exception {
    Map<String, Succession> successions = new LinkedHashMap<>();
    try {
      Map<String, Measurement<Kill>> kills = new LinkedHashMap<>();
      for (String kind : ElectionPeer.KINDS) {
        Succession succession = new Succession(kind);
        successions.put(kind, succession);
        kills.put(kind, succession::kill);
      }
      Map<String, List<Kill>> taken = scale.kills().collect(kills);
      String what = "the leader is killed: ";
      table.row(what + "seconds until the next leads", taken, Kill::seconds);
      table.row(what + "requests", taken, Kill::requests);
      table.row(
          what + "seconds less T, in ticks",
          ElectionTable.spreads(taken, Kill::ticksBeyondTimeout),
          "");
      taken.keySet().retainAll(List.of(ElectionPeer.COORD)); // the others send none
      table.row(what + "proofs meanwhile", ElectionTable.spreads(taken, Kill::proofs), "");
    } finally {
      for (Succession each : successions.values()) {
        each.close();
      }
    }
  }

  /** There are always two, one of which leads. */
  private final class Succession implements AutoCloseable {

    private static final String ELECTION = "killed";

    private final String kind;
    private final Random random = new Random(SEED); // the same moments for all kinds
    private int processes;
    private ElectionProcess leader;
    private ElectionProcess next;

    Succession(String kind) {
      this.kind = kind;
      leader = process();
      leader.beganAt();
      next = process();
    }

    Kill kill() throws Exception {
      Candidates.awaitStanding(server, kind, ELECTION, 2);
      Time.passMillis(random.nextInt(BenchServer.TICK_MILLIS));
      Traffic before = Candidates.settled(server);
      long killed = System.nanoTime();
      leader.kill();
      double seconds = (next.beganAt() - killed) / 1e9;
      Traffic traffic = Candidates.settled(server).since(before);
      leader = next;
      next = process();
      return new Kill(seconds, traffic.withoutProofs(), traffic.transactions());
    }

    private ElectionProcess process() {
      return new ElectionProcess(server, kind, ELECTION, "candidate-" + ++processes);
    }

    @Override
    public void close() throws InterruptedException {
      leader.close();
      next.close();
    }
  }

  private record Kill(double seconds, double requests, double proofs) {
    double ticksBeyondTimeout() {
      return (seconds * 1e3 - ElectionProcess.SESSION_MILLIS) / BenchServer.TICK_MILLIS;
    }
  }
}
