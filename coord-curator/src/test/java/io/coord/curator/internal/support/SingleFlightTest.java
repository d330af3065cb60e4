package io.coord.curator.internal.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.Undeclared;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a request the action is started at least once, never twice at a time, whatever fails. */
class SingleFlightTest {

  private final List<CompletableFuture<Void>> flights = new ArrayList<>();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final SingleFlight flight = new SingleFlight(this::takeOff, later::add);

  @Test
  void requestsDuringAFlightMakeOneMore() {
    flight.request();
    flight.request();
    flight.request();
    assertThat(flights).hasSize(1);

    land(0);
    assertThat(flights).hasSize(2);

    land(1);
    assertThat(flights).hasSize(2);
  }

  @Test
  void aFlightThatFailsIsOver() {
    flight.request();
    flight.request();

    flights.get(0).completeExceptionally(new AssertionError("for the test"));

    assertThat(flights).hasSize(2);
    land(1);
    flight.request();
    assertThat(flights).hasSize(3);
  }

  @Test
  void anActionWithNothingToDoIsOver() {
    AtomicInteger starts = new AtomicInteger();
    SingleFlight idle =
        new SingleFlight(
            () -> {
              starts.incrementAndGet();
              return null;
            },
            later::add);
    idle.request();
    idle.request();
    assertThat(starts).hasValue(2);
  }

  @Test
  void manyFlightsThatLandAtOnceNeedNoDeepStack() {
    int[] left = {100_000};
    SingleFlight[] self = new SingleFlight[1];
    self[0] =
        new SingleFlight(
            () -> {
              if (--left[0] > 0) {
                self[0].request();
              }
              return CompletableFuture.completedFuture(null);
            },
            later::add);
    self[0].request();
    assertThat(left[0]).isZero();
  }

  /** Of six hand-overs the n-th is refused: each request is served all the same. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void aHandOverThatIsRefusedIsMadeAMomentLater(int refused) {
    for (Throwable refusal :
        List.of(
            new RejectedExecutionException("for the test"),
            new IOException("for the test"),
            new OutOfMemoryError("for the test: unable to create native thread"))) {
      Queue<Runnable> threads = new ArrayDeque<>();
      int[] handOvers = new int[1];
      AtomicInteger seen = new AtomicInteger();
      AtomicInteger wanted = new AtomicInteger();
      SingleFlight delivery =
          SingleFlight.of(
              () -> seen.set(wanted.get()),
              task -> {
                if (++handOvers[0] == refused) {
                  throw Undeclared.raise(refusal);
                }
                threads.add(task);
              },
              later::add);

      for (int i = 1; i <= 6; i++) {
        wanted.set(i);
        delivery.request();
        runAll(later);
        runAll(threads);
        assertThat(seen).as("after request %d", i).hasValue(i);
      }
    }
  }

  @Test
  void ifNotEvenThatCanBeHandedOverTheNextRequestStartsIt() {
    boolean[] starved = {true};
    AtomicInteger runs = new AtomicInteger();
    SingleFlight delivery =
        SingleFlight.of(
            runs::incrementAndGet,
            task -> {
              if (starved[0]) {
                throw new OutOfMemoryError("for the test");
              }
              task.run();
            },
            task -> {
              throw new OutOfMemoryError("for the test");
            });
    delivery.request();
    starved[0] = false;
    delivery.request();
    assertThat(runs).hasValue(1);
  }

  @Test
  void ofManyThreadsNoRequestIsLostAndNoTwoFlightsOverlap() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    AtomicInteger wanted = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    SingleFlight delivery =
        SingleFlight.of(
            () -> {
              overlaps.addAndGet(underWay.getAndIncrement());
              seen.set(wanted.get());
              underWay.decrementAndGet();
            },
            pool,
            later::add);
    CountDownLatch done = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      pool.execute(
          () -> {
            for (int n = 0; n < 20_000; n++) {
              wanted.incrementAndGet();
              delivery.request();
            }
            done.countDown();
          });
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    Awaitility.await().until(() -> seen.get() == 80_000);
    assertThat(overlaps).hasValue(0);
    pool.shutdown();
  }

  private CompletableFuture<Void> takeOff() {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    flights.add(begun);
    return begun;
  }

  private void land(int flightNumber) {
    flights.get(flightNumber).complete(null);
  }

  private static void runAll(Queue<Runnable> tasks) {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }
}
