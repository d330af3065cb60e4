package io.coord.examples.ensemble;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.zookeeper.KeeperException.Code;

/** The third act: writes while servers are down, and what is left of them when all are back. */
final class ServersStopped {

  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final String UNANSWERED = "/without-a-majority";

  private ServersStopped() {}

  static void play(Stage stage) throws InterruptedException {
    Ensemble ensemble = stage.ensemble();
    int size = ensemble.size();
    EnsembleState state = ensemble.await("All should be level", EnsembleState::isLevel);
    int leader = state.leader().orElseThrow();
    int[] followers = IntStream.rangeClosed(1, size).filter(id -> id != leader).toArray();
    int spare = size - ensemble.majority();

    stage.act("Servers are stopped");
    try (EnsembleClient client = EnsembleClient.connect(ensemble.peer(leader).connectString())) {
      stage.kill(IntStream.of(followers).limit(spare).toArray());
      ensemble.await("The rest should go on", s -> s.isLedBy(leader));
      Duration taken = stage.write(client, "/with-a-bare-majority");
      stage.say("create: acknowledged in " + taken.toMillis() + " ms");
      stage.rule("%d of %d are a majority: writes go on.".formatted(ensemble.majority(), size));

      stage.kill(followers[spare]);
      Optional<Code> answer = client.write(UNANSWERED, DEADLINE);
      stage.require(!answer.equals(Optional.of(Code.OK)), "The write is not acknowledged");
      stage.say(
          "create: not acknowledged within %d s (%s)"
              .formatted(
                  DEADLINE.toSeconds(), answer.map(Code::toString).orElse("there is no answer")));
      stage.rule(
          "%d of %d are no majority: no write is acknowledged, and the leader steps down."
              .formatted(ensemble.majority() - 1, size));
    }
    stage.expectNobody();

    stage.start(IntStream.of(followers).limit(spare + 1).toArray());
    stage.expect("There should be a leader", s -> s.leader().isPresent());
    whatIsLeft(stage);
  }

  private static void whatIsLeft(Stage stage) throws InterruptedException {
    Ensemble ensemble = stage.ensemble();
    stage.level();
    stage.requireAllWrites();
    stage.say("every write that was acknowledged is there, on every server");

    Set<Boolean> there = new HashSet<>();
    for (int id = 1; id <= ensemble.size(); id++) {
      try (EnsembleClient client = EnsembleClient.connect(ensemble.peer(id).connectString())) {
        there.add(client.has(UNANSWERED));
      }
    }
    stage.require(there.size() == 1, "All servers agree about the write without an answer");
    stage.say(
        "the write that was not acknowledged is "
            + (there.contains(true) ? "there too, on every server" : "on no server"));
    stage.rule("no answer is not a no: the leader had it in its log, and its log may survive.");
  }
}
