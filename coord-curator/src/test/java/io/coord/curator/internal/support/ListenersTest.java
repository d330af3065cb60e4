package io.coord.curator.internal.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.Undeclared;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ListenersTest {

  static List<Throwable> failures() {
    return List.of(
        new IllegalStateException("for the log"),
        new AssertionError("for the log"),
        new IOException("for the log"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aListenerThatThrowsStillGetsTheNextEvent(Throwable failure) {
    Listeners<Integer> listeners = new Listeners<>();
    List<Integer> received = new ArrayList<>();
    listeners.subscribe(
        Runnable::run,
        event -> {
          received.add(event);
          throw Undeclared.raise(failure);
        },
        List.of(1));

    listeners.publish(2);

    assertThat(received).containsExactly(1, 2);
  }
}
