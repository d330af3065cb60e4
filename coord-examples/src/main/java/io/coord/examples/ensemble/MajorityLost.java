package io.coord.examples.ensemble;

import io.coord.examples.RawClient;
import io.coord.examples.UserMistake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The third act: without a majority no server leads and no client is served, until it is back. */
final class MajorityLost {

  private static final Duration LONG_ENOUGH = Duration.ofSeconds(1);

  private MajorityLost() {}

  static void play(Stage stage) throws InterruptedException {
    Ensemble ensemble = stage.ensemble();
    stage.act("The majority is lost and regained");
    EnsembleState before = stage.level();
    int leader = before.leader().orElseThrow();
    List<Ballot> candidates = new ArrayList<>(before.ballots());

    stage.kill(leader);
    nobodyLeads(stage);

    stage.start(leader);
    int winner = (int) Ballot.winner(candidates).server();
    EnsembleState after = stage.expectLeader(winner);
    stage.rule(
        "%d of %d servers are a majority again: server %d leads."
            .formatted(after.up().size(), ensemble.size(), winner));

    int[] down =
        IntStream.rangeClosed(1, ensemble.size())
            .filter(id -> !ensemble.peer(id).isRunning())
            .toArray();
    stage.start(down);
    stage.expectLeader(winner);
    stage.level();
    stage.requireAllWrites();
    stage.rule(
        "a server that returns learns from the leader what it missed: all have every write.");
  }

  private static void nobodyLeads(Stage stage) throws InterruptedException {
    EnsembleState state = stage.expectNobody();
    stage.require(!isServed(stage.ensemble().connectString()), "No client should be served");
    stage.ensemble().check("No server should lead", EnsembleState::nobodyLeads, LONG_ENOUGH);
    stage.rule(
        "%d of %d servers are not a majority, %d are: no server leads, and no client is served."
            .formatted(state.up().size(), state.size(), stage.ensemble().majority()));
  }

  private static boolean isServed(String connectString) throws InterruptedException {
    try {
      RawClient.connect(connectString, LONG_ENOUGH).close();
      return true;
    } catch (UserMistake e) { // no server responded
      return false;
    }
  }
}
