package io.coord.examples.ensemble;

import java.time.Duration;
import java.util.stream.IntStream;

/** The first act: one write to the leader and one to a follower, step by step. */
final class OneWrite {

  private static final int MOST_TRIES = 5;

  private OneWrite() {}

  static void play(Stage stage) throws InterruptedException {
    Ensemble ensemble = stage.ensemble();
    int last = ensemble.size();
    stage.act(
        "%d servers, and the counters for the steps of a write, as the four-letter word mntr shows them:"
            .formatted(last));
    WriteTrace.legend().forEach(stage::say);

    // The last server starts when the others have a leader, so it becomes a follower.
    stage.start(IntStream.range(1, last).toArray());
    ensemble.await("A server should lead", state -> state.leader().isPresent());
    stage.start(last);
    int leader =
        stage
            .expect("A server should lead", state -> state.leader().isPresent())
            .leader()
            .orElseThrow();
    stage.require(leader != last, "Server " + last + " should follow");

    stage.act("A write sent to the leader, server " + leader);
    write(stage, leader, "/through-the-leader");
    stage.rule(
        "the leader proposes it to all. With the acks of a majority, whether its own is among");
    stage.rule("them or not, it commits, notifies its followers, and the client gets its reply.");

    int follower = leader == 1 ? 2 : 1;
    stage.act("A write sent to a follower, server " + follower);
    write(stage, follower, "/through-a-follower");
    stage.rule("a follower forwards a write to the leader; from there it takes the same path.");
  }

  /** Shows a write during which the servers do nothing else; usually that is the first one. */
  private static void write(Stage stage, int receiver, String path) throws InterruptedException {
    Ensemble ensemble = stage.ensemble();
    for (int tries = 1; ; tries++) {
      String node = tries == 1 ? path : path + "-" + tries;
      try (EnsembleClient client =
          EnsembleClient.connect(ensemble.peer(receiver).connectString())) {
        WriteTrace trace = WriteTrace.begin(ensemble, receiver);
        Duration taken = stage.write(client, node);
        if (trace.end()) {
          stage.say("create " + node + ": acknowledged in " + taken.toMillis() + " ms");
          trace.lines().forEach(stage::say);
          return;
        }
        if (tries == MOST_TRIES) {
          throw trace.broken();
        }
      }
    }
  }
}
