package io.coord.curator.internal.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.Undeclared;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepsTest {

  @Test
  void oneThatFailsKeepsNoOtherFromItsStep() {
    List<Integer> taken = new ArrayList<>();

    Steps.forEach(
        List.of(1, 2, 3, 4),
        each -> {
          if (each == 1) {
            throw new IllegalStateException("for the test");
          } else if (each == 2) {
            throw new StackOverflowError("for the test");
          } else if (each == 3) {
            throw Undeclared.raise(new IOException("for the test"));
          }
          taken.add(each);
        });

    assertThat(taken).containsExactly(4);
  }
}
