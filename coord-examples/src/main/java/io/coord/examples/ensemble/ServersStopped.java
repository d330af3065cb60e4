package io.coord.examples.ensemble;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.zookeeper.KeeperException.Code;

/** The third act: writes while servers are down, and which of them remain when all are back. */
final class ServersStopped {

  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final String UNANSWERED = "/without-a-majority";

  private ServersStopped() {}

  static void play(Stage stage) throws InterruptedException {
    Ensemble ensemble = stage.ensemble();
    int size = ensemble.size();
    EnsembleState state =
        ensemble.await("All servers should have the same data", EnsembleState::isLevel);
    int leader = state.leader().orElseThrow();
    int[] followers = IntStream.rangeClosed(1, size).filter(id -> id != leader).toArray();
    int spare = size - ensemble.majority();

    stage.act("Servers are killed");
    try (EnsembleClient client = EnsembleClient.connect(ensemble.peer(leader).connectString())) {
      stage.kill(IntStream.of(followers).limit(spare).toArray());
      ensemble.await("The rest should continue", s -> s.isLedBy(leader));
      Duration taken = stage.write(client, "/with-a-bare-majority");
      stage.say("create: acknowledged in " + taken.toMillis() + " ms");
      stage.rule(
          "%d of %d servers are a majority: writes continue.".formatted(ensemble.majority(), size));

      stage.kill(followers[spare]);
      Optional<Code> reply = client.write(UNANSWERED, DEADLINE);
      stage.require(!reply.equals(Optional.of(Code.OK)), "The write should not be acknowledged");
      stage.say(
          "create: not acknowledged within %d s (%s)"
              .formatted(DEADLINE.toSeconds(), reply.map(Code::toString).orElse("no reply")));
      stage.rule(
          "%d of %d servers are not a majority: no write is acknowledged, and the leader steps down."
              .formatted(ensemble.majority() - 1, size));
    }
    stage.expectNobody();

    stage.start(IntStream.of(followers).limit(spare + 1).toArray());
    stage.expect("A server should lead", s -> s.leader().isPresent());
    whatIsLeft(stage);
  }

  private static void whatIsLeft(Stage stage) throws InterruptedException {
    Ensemble ensemble = stage.ensemble();
    stage.level();
    stage.requireAllWrites();
    stage.say("every acknowledged write is on every server");

    Set<Boolean> there = new HashSet<>();
    for (int id = 1; id <= ensemble.size(); id++) {
      try (EnsembleClient client = EnsembleClient.connect(ensemble.peer(id).connectString())) {
        there.add(client.has(UNANSWERED));
      }
    }
    stage.require(there.size() == 1, "All servers should agree about the write without a reply");
    stage.say(
        "the unacknowledged write is "
            + (there.contains(true) ? "on every server too" : "on no server"));
    stage.rule("no reply does not mean no: the leader had it in its log, and its log may survive.");
  }
}
