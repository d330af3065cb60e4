package io.coord.examples.ensemble;

import java.time.Duration;

/** The first act: servers without data start one after another. */
final class FirstStart {

  /** An election with enough votes ends after 200 ms, so one that has not ended by now will not. */
  private static final Duration LONG_ENOUGH = Duration.ofMillis(600);

  private FirstStart() {}

  static void play(Stage stage) throws InterruptedException {
    Ensemble ensemble = stage.ensemble();
    stage.act(
        "First start: %d servers with empty data; %d votes are a majority"
            .formatted(ensemble.size(), ensemble.majority()));
    for (int id = 1; id <= ensemble.size(); id++) {
      stage.start(id);
      if (id < ensemble.majority()) {
        tooFewVotes(stage, id);
      } else if (id == ensemble.majority()) {
        majority(stage, id);
      } else {
        late(stage, id);
      }
    }
  }

  private static void tooFewVotes(Stage stage, int id) throws InterruptedException {
    Ensemble ensemble = stage.ensemble();
    String expectation = "All running servers should vote for server " + id + " and stay LOOKING";
    EnsembleState state = stage.expect(expectation, s -> s.allLookAndVoteFor(id));
    ensemble.check(expectation, s -> s.allLookAndVoteFor(id), LONG_ENOUGH);
    stage.require(
        Ballot.winner(state.ballots()).server() == id,
        "Server " + id + "'s ballot should be the greatest");
    if (id == 1) {
      stage.rule("a server that has heard of no other votes for itself.");
    } else {
      stage.rule("epoch and zxid are equal, so the greatest id gets all votes: %d.".formatted(id));
    }
    stage.rule(
        "%d of %d votes are not a majority: no server leads, all stay LOOKING."
            .formatted(state.votesFor(id), ensemble.size()));
  }

  private static void majority(Stage stage, int id) throws InterruptedException {
    EnsembleState state = stage.expectLeader(id);
    stage.rule(
        "%d of %d votes are for server %d, a majority: it leads, and starts epoch %d."
            .formatted(
                state.votesFor(id), stage.ensemble().size(), id, state.of(id).own().epoch()));
  }

  private static void late(Stage stage, int id) throws InterruptedException {
    int leader = stage.ensemble().majority();
    EnsembleState state = stage.expectLeader(leader);
    stage.require(state.of(id).follows(leader), "Server " + id + " should follow");
    stage.rule(
        "a leader with a majority stays: server %d follows, although %d is greater than %d."
            .formatted(id, id, leader));
  }
}
