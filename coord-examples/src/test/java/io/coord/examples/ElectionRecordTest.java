package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.examples.ElectionRecord.Led;
import io.coord.examples.ElectionRecord.Sight;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElectionRecordTest {

  private static final String WHERE = "a.example.com:8080";

  private final ElectionRecord record = new ElectionRecord();

  private static Sight sight(long epoch, String leader, String address) {
    return new Sight(epoch, leader, address, List.of("a", "b"));
  }

  private void awaitSeen(Led term) throws InterruptedException {
    record.awaitSeen(term, WHERE, List.of("a", "b"), Duration.ZERO);
  }

  @Test
  void acceptsATermThatEverybodySees() throws Exception {
    record.leads("a", 4097);
    assertThat(record.sees("a", sight(4097, "a", WHERE))).isTrue();
    assertThat(record.sees("b", sight(4097, "a", WHERE))).isTrue();
    assertThat(record.sees("b", sight(4097, "a", WHERE))).as("another leader").isFalse();

    Led term = record.awaitTermAfter(0, Duration.ZERO);
    assertThat(term.leader()).isEqualTo("a");
    awaitSeen(term);

    record.returns(4097);
    record.leads("b", 8193);
    Led next = record.awaitTermAfter(4097, Duration.ZERO);
    assertThat(next.epoch()).isEqualTo(8193);
    assertThat(record.awaitReturn(4097, next.beganNanos(), Duration.ZERO))
        .isGreaterThanOrEqualTo(Duration.ZERO);
  }

  @Test
  void rejectsAnEpochThatDoesNotRise() {
    record.leads("a", 4097);
    record.leads("b", 4097);

    assertThatThrownBy(() -> record.awaitTermAfter(0, Duration.ZERO))
        .isInstanceOf(CheckFailed.class)
        .hasMessageContaining("4097 came after 4097");
  }

  @Test
  void rejectsAnObserverThatSeesAFormerLeaderAgain() {
    record.leads("a", 4097);
    record.sees("b", sight(8193, "b", "b.example.com:8080"));
    record.sees("b", sight(4097, "a", WHERE));

    assertThatThrownBy(() -> record.awaitTermAfter(0, Duration.ZERO))
        .isInstanceOf(CheckFailed.class)
        .hasMessageContaining("b saw epoch 4097 after epoch 8193");
  }

  @Test
  void rejectsAnObserverThatSeesTheLeaderElsewhere() throws Exception {
    record.leads("a", 4097);
    record.sees("a", sight(4097, "a", WHERE));
    record.sees("b", sight(4097, "a", "elsewhere:1"));
    Led term = record.awaitTermAfter(0, Duration.ZERO);

    assertThatThrownBy(() -> awaitSeen(term))
        .isInstanceOf(CheckFailed.class)
        .hasMessageContaining("elsewhere:1");
  }

  @Test
  void rejectsAnObserverThatDoesNotSeeTheLeaderInTime() throws Exception {
    record.leads("a", 4097);
    record.sees("a", sight(4097, "a", WHERE));
    Led term = record.awaitTermAfter(0, Duration.ZERO);

    assertThatThrownBy(() -> awaitSeen(term))
        .isInstanceOf(CheckFailed.class)
        .hasMessageContaining("b does not see everybody behind a");
  }

  @Test
  void rejectsAnObserverThatMissesACandidate() throws Exception {
    record.leads("a", 4097);
    record.sees("a", sight(4097, "a", WHERE));
    record.sees("b", new Sight(4097, "a", WHERE, List.of("a")));
    Led term = record.awaitTermAfter(0, Duration.ZERO);

    assertThatThrownBy(() -> awaitSeen(term))
        .isInstanceOf(CheckFailed.class)
        .hasMessageContaining("b does not see everybody behind a");
  }
}
