package io.coord.examples.ensemble;

import io.coord.examples.Relay;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;

/** The second act: reads from a follower that learns of a write late. */
final class LaggingFollower {

  private static final Duration LONG_ENOUGH = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PATH = "/late";

  private LaggingFollower() {}

  static void play(Stage stage, List<Relay> relays) throws InterruptedException {
    Ensemble ensemble = stage.ensemble();
    EnsembleState state =
        ensemble.await("All servers should have the same data", EnsembleState::isLevel);
    int leader = state.leader().orElseThrow();
    int slow = ensemble.size();
    stage.act(
        "A read from a follower that lags: server %d's messages reach server %d late"
            .formatted(leader, slow));

    try (EnsembleClient writer = EnsembleClient.connect(ensemble.peer(leader).connectString());
        EnsembleClient reader = EnsembleClient.connect(ensemble.peer(slow).connectString())) {
      ensemble.await("All servers should have the same data", EnsembleState::isLevel);
      relays.forEach(Relay::hold);
      Duration taken = stage.write(writer, PATH);
      stage.say(
          "create %s on server %d: acknowledged in %d ms"
              .formatted(PATH, leader, taken.toMillis()));
      zxids(stage, leader, slow);
      read(stage, reader, slow, false);
      stage.rule("a server answers reads from its own data: this read is stale.");

      CompletableFuture<Code> sync = reader.sync();
      stage.require(
          EnsembleClient.within(sync, LONG_ENOUGH).isEmpty(),
          "A sync should get no reply before the follower has caught up");
      stage.say("sync on server %d: no reply while it lags".formatted(slow));
      relays.forEach(Relay::release);
      stage.require(
          EnsembleClient.within(sync, PATIENCE).equals(Optional.of(Code.OK)),
          "The sync should get a reply when the follower hears its leader again");
      stage.say("server %d hears its leader again: the sync gets its reply".formatted(slow));
      read(stage, reader, slow, true);
      stage.rule("sync goes to the leader and returns behind everything committed before it.");
    }
  }

  private static void zxids(Stage stage, int leader, int slow) throws InterruptedException {
    EnsembleState state = stage.ensemble().await("All servers should respond", any -> true);
    long ahead = state.of(leader).own().zxid();
    long behind = state.of(slow).own().zxid();
    stage.require(behind < ahead, "Server " + slow + " should lag");
    stage.say(
        "last zxid: server %d (leader) %s, server %d %s"
            .formatted(leader, Ballot.hex(ahead), slow, Ballot.hex(behind)));
  }

  private static void read(Stage stage, EnsembleClient reader, int server, boolean expected)
      throws InterruptedException {
    boolean there = reader.has(PATH);
    stage.require(
        there == expected, "The read should " + (expected ? "" : "not ") + "find the node");
    stage.say("read %s from server %d: %s".formatted(PATH, server, there ? "found" : "not found"));
  }
}
