package io.coord.curator.bench;

/** Elections with Coord, LeaderLatch and LeaderSelector, in one table. */
final class ElectionBenchmark {

  private final BenchServer server;
  private final Report report;
  private final Scale scale;

  ElectionBenchmark(BenchServer server, Report report, Scale scale) {
    this.server = server;
    this.report = report;
    this.scale = scale;
  }

  void run() throws Exception {
    report.heading("Leader election");
    ElectionTable table = new ElectionTable(report);
    new FirstLeaderBenchmark(server, table, scale).run();
    new HandOverBenchmark(server, table, scale).run();
    new KilledLeaderBenchmark(server, table, scale).run();
    new PausedLeaderBenchmark(server, table, scale).run();
    report.say("");
    report.say(
        "Requests: without pings, and without the proofs of Coord's leases, which have a row of"
            + " their own where a leader is killed. A tick is %,d ms."
                .formatted(BenchServer.TICK_MILLIS));
  }
}
