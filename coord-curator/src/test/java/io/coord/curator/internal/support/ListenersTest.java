package io.coord.curator.internal.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.Undeclared;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
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
    listeners.handOver();

    listeners.publish(2);
    listeners.handOver();

    assertThat(received).containsExactly(1, 2);
  }

  @Test
  void nobodyIsNotifiedBeforeTheHandOver() {
    Listeners<Integer> listeners = new Listeners<>();
    List<Integer> received = new ArrayList<>();
    listeners.subscribe(Runnable::run, received::add, List.of(1));
    listeners.publish(2);
    assertThat(received).isEmpty();

    listeners.handOver();

    assertThat(received).containsExactly(1, 2);
  }

  @Test
  void whatAnExecutorDoesNotTakeIsHandedOverTheNextTimeAndTheOthersGetTheirs() {
    Listeners<Integer> listeners = new Listeners<>();
    AtomicBoolean failing = new AtomicBoolean(true);
    List<Integer> late = new ArrayList<>();
    List<Integer> received = new ArrayList<>();
    Executor momentary =
        task -> {
          if (failing.get()) {
            throw new StackOverflowError("for the test");
          }
          task.run();
        };
    listeners.subscribe(momentary, late::add, List.of(1));
    listeners.subscribe(Runnable::run, received::add, List.of(1));
    listeners.handOver();
    assertThat(late).isEmpty();
    assertThat(received).containsExactly(1);

    failing.set(false);
    listeners.publish(2);
    listeners.handOver();

    assertThat(late).containsExactly(1, 2);
    assertThat(received).containsExactly(1, 2);
  }
}
