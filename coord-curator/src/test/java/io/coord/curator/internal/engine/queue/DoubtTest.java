package io.coord.curator.internal.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoubtTest {

  private final Doubt doubt = new Doubt();

  @Test
  void thereIsNoneInTheBeginning() {
    assertThat(doubt.exists()).isFalse();
    doubt.seenAfter(17);
    assertThat(doubt.exists()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {100, 0, -1, 1, Long.MAX_VALUE - 5, Long.MIN_VALUE})
  void anAnswerToAnEarlierQuestionDoesNotEndIt(long now) {
    doubt.arise(now);

    doubt.seenAfter(now - 2);
    assertThat(doubt.exists()).isTrue();
    doubt.seenAfter(now + 10);
    assertThat(doubt.exists()).isFalse();
  }

  @Test
  void whatAroseAnewIsNotEndedByAnAnswerToTheFirst() {
    doubt.arise(100);
    doubt.arise(200);

    doubt.seenAfter(150);
    assertThat(doubt.exists()).isTrue();
  }
}
