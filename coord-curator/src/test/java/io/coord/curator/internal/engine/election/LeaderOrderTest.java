package io.coord.curator.internal.engine.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeaderOrderTest {

  @Test
  void theFirstIsByNumberWhateverComesBeforeIt() {
    assertThat(
            LeaderOrder.first(
                List.of("_c_f-lock-0000000009", "_c_a-latch-0000000007", "_c_0-lock-0000000011")))
        .isEqualTo("_c_a-latch-0000000007");
  }

  @Test
  void whatHasNoNumberIsNoCandidate() {
    assertThat(LeaderOrder.first(List.of("notes", "lock-12"))).isNull();
    assertThat(LeaderOrder.first(List.of())).isNull();
  }
}
