package io.coord.examples.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.examples.ensemble.Ballot.Decision;
import java.util.List;
import org.junit.jupiter.api.Test;

class BallotTest {

  @Test
  void theIdDecidesBetweenServersWithTheSameData() {
    List<Ballot> ballots = List.of(new Ballot(1, 7, 2), new Ballot(1, 7, 5), new Ballot(1, 7, 4));

    assertThat(Ballot.winner(ballots).server()).isEqualTo(5);
    assertThat(Ballot.decision(ballots)).isEqualTo(Decision.ID);
  }

  @Test
  void theZxidDecidesBeforeTheId() {
    List<Ballot> ballots = List.of(new Ballot(1, 8, 2), new Ballot(1, 7, 5), new Ballot(1, 8, 4));

    assertThat(Ballot.winner(ballots).server()).isEqualTo(4);
    assertThat(Ballot.decision(ballots)).isEqualTo(Decision.ZXID);
  }

  @Test
  void theEpochDecidesBeforeTheZxid() {
    List<Ballot> ballots = List.of(new Ballot(2, 7, 1), new Ballot(1, 8, 5));

    assertThat(Ballot.winner(ballots).server()).isEqualTo(1);
    assertThat(Ballot.decision(ballots)).isEqualTo(Decision.EPOCH);
  }
}
