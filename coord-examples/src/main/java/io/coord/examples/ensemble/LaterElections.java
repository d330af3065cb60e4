package io.coord.examples.ensemble;

import io.coord.examples.ensemble.Ballot.Decision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The second act: the leader is killed. Each time a bare majority is left, so no server can be
 * elected before all of them have voted, and the rule alone decides. With more servers, the result
 * would depend on which of them vote within the same 200 ms.
 */
final class LaterElections {

  private LaterElections() {}

  static void play(Stage stage) throws InterruptedException {
    stage.act("The leader is killed: of the servers left, the greatest (epoch, zxid, id) wins");
    idDecides(stage);
    zxidDecides(stage);
  }

  private static void idDecides(Stage stage) throws InterruptedException {
    Ensemble ensemble = stage.ensemble();
    int size = ensemble.size();
    int first = ensemble.majority(); // the leader after the first start
    EnsembleState before = stage.level();
    int[] killed =
        IntStream.concat(IntStream.range(1, size - ensemble.majority()), IntStream.of(first))
            .toArray();
    stage.kill(killed);
    if (killed.length > 1) {
      stage.say("  (not only the leader, so that a bare majority is left and every vote counts)");
    }
    elected(stage, without(before, killed), Decision.ID, size);

    stage.start(first);
    stage.expectLeader(size);
    stage.rule(
        "a leader with a majority stays: server %d comes back and follows.".formatted(first));

    before = stage.level();
    stage.kill(size);
    elected(stage, without(before, size), Decision.ID, size - 1);

    stage.start(size);
    stage.expectLeader(size - 1);
    stage.rule(
        "that is true even for the greatest id: server %d follows server %d."
            .formatted(size, size - 1));
  }

  private static void zxidDecides(Stage stage) throws InterruptedException {
    Ensemble ensemble = stage.ensemble();
    int size = ensemble.size();
    int leader = size - 1;
    Ballot missed = stage.level().of(size).own();
    stage.kill(size);
    stage.expectLeader(leader);
    stage.write(3);
    EnsembleState written =
        stage.expect("All running servers should have the writes", EnsembleState::isLevel);
    stage.rule(
        "%d of %d servers are a majority, so writes continue; server %d misses them."
            .formatted(ensemble.majority(), size, size));

    stage.kill(leader);
    stage.expectNobody();
    List<Ballot> candidates = new ArrayList<>(without(written, leader));
    candidates.add(missed);
    stage.start(size);
    elected(stage, candidates, Decision.ZXID, (int) Ballot.winner(candidates).server());
  }

  /** Waits for the winner by the rule, and checks that this part of the ballot decided. */
  private static void elected(
      Stage stage, Collection<Ballot> candidates, Decision decision, int winner)
      throws InterruptedException {
    long greatestEpoch = Ballot.winner(candidates).epoch();
    stage.require(
        Ballot.winner(candidates).server() == winner,
        "By the rule, server " + winner + " should win");
    stage.require(Ballot.decision(candidates) == decision, "The " + decision + " should decide");
    EnsembleState state = stage.expectLeader(winner);
    long epoch = state.of(winner).own().epoch();
    stage.require(epoch > greatestEpoch, "A new leader should start a new epoch");
    stage.rule("the candidates were, as (epoch, zxid, id): " + listed(candidates) + ".");
    String reason =
        switch (decision) {
          case ID -> "epoch and zxid are equal, so the id decides";
          case ZXID -> "the epochs are equal, so the zxid decides, not the id";
          case EPOCH -> "the epoch decides";
        };
    stage.rule(reason + ": server " + winner + " leads.");
  }

  private static List<Ballot> without(EnsembleState state, int... servers) {
    return state.ballots().stream()
        .filter(ballot -> IntStream.of(servers).noneMatch(id -> id == ballot.server()))
        .toList();
  }

  private static String listed(Collection<Ballot> ballots) {
    return String.join(", ", ballots.stream().sorted().map(Ballot::toString).toList());
  }
}
