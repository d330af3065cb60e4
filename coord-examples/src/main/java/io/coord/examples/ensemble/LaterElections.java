package io.coord.examples.ensemble;

import io.coord.examples.ensemble.Ballot.Decision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The second act: the leader is killed. Each time exactly a majority is left, so that nobody can be
 * elected before all that are left have voted, and the rule alone decides: with more servers, those
 * that happen to vote within the same 200 ms would.
 */
final class LaterElections {

  private LaterElections() {}

  static void play(Stage stage) throws InterruptedException {
    stage.act("The leader is killed: the greatest (epoch, zxid, id) of those left wins");
    idDecides(stage);
    zxidDecides(stage);
  }

  private static void idDecides(Stage stage) throws InterruptedException {
    Ensemble ensemble = stage.ensemble();
    int size = ensemble.size();
    int first = ensemble.majority(); // who leads after the first start
    EnsembleState before = stage.level();
    int[] killed =
        IntStream.concat(IntStream.range(1, size - ensemble.majority()), IntStream.of(first))
            .toArray();
    stage.kill(killed);
    if (killed.length > 1) {
      stage.say("  (more than the leader, so that a bare majority is left and every vote counts)");
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
        "and that holds for the greatest id too: server %d follows server %d."
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
        stage.expect("All that run should have the writes", EnsembleState::isLevel);
    stage.rule(
        "%d of %d are a majority, so writes go on; server %d misses them."
            .formatted(ensemble.majority(), size, size));

    stage.kill(leader);
    stage.expectNobody();
    List<Ballot> candidates = new ArrayList<>(without(written, leader));
    candidates.add(missed);
    stage.start(size);
    elected(stage, candidates, Decision.ZXID, (int) Ballot.winner(candidates).server());
  }

  /** Waits for the one whom the rule names, and checks that it was this part that decided. */
  private static void elected(
      Stage stage, Collection<Ballot> candidates, Decision decision, int winner)
      throws InterruptedException {
    long greatestEpoch = Ballot.winner(candidates).epoch();
    stage.require(Ballot.winner(candidates).server() == winner, "The rule names server " + winner);
    stage.require(Ballot.decision(candidates) == decision, "The " + decision + " decides");
    EnsembleState state = stage.expectLeader(winner);
    long epoch = state.of(winner).own().epoch();
    stage.require(epoch > greatestEpoch, "A new leader begins a new epoch");
    stage.rule("candidates were, as (epoch, zxid, id): " + listed(candidates) + ".");
    String reason =
        switch (decision) {
          case ID -> "epoch and zxid are equal, so the id decides";
          case ZXID -> "epochs are equal, so the zxid decides, and not the id";
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
