package io.coord.curator.internal.engine.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.coord.IndeterminateException;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.support.Threads;
import io.coord.curator.internal.support.Timer;
import io.coord.election.Candidacy;
import io.coord.election.CandidacyState;
import io.coord.election.Term;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who stands in this process, when something fails. */
@Timeout(60)
class ElectionsTest {

  private final CountDownLatch writing = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final List<String> written = new CopyOnWriteArrayList<>();
  private final SimulatedElections simulated = new SimulatedElections(this::write);

  @AfterEach
  void close() {
    goOn.countDown();
    simulated.close();
  }

  @Test
  void whoStandsLeadsThoughTheEngineFailsForAMoment() throws Exception {
    AtomicBoolean failing = new AtomicBoolean(true);
    simulated.session.use(new MomentaryError(simulated.session.threads(), failing));
    CountDownLatch leads = new CountDownLatch(1);

    Candidacy candidacy = simulated.stand(term -> leads.countDown());

    assertThat(failing).isFalse();
    assertThat(leads.await(30, TimeUnit.SECONDS)).isTrue();
    candidacy.close();
    assertThat(candidacy.state()).isEqualTo(CandidacyState.CLOSED);
  }

  /** Whoever writes may have included it, so it cannot be withdrawn. */
  @Test
  void aChangeThatWaitedTooLongForAnotherIsIndeterminateAndPartOfTheNext() throws Exception {
    CompletableFuture<Term> led = new CompletableFuture<>();
    simulated.stand(
        term -> {
          led.complete(term);
          while (!term.awaitStop(Duration.ofMinutes(1))) {}
        });
    Term term = led.get(30, TimeUnit.SECONDS);
    simulated.session.waitAtMost(Duration.ofMillis(50));
    CompletableFuture<Void> first =
        CompletableFuture.runAsync(() -> announce(term, "first"), task -> new Thread(task).start());
    assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();

    assertThatExceptionOfType(IndeterminateException.class)
        .isThrownBy(() -> announce(term, "second"))
        .withMessageContaining("another change was still being written");

    assertThat(written).hasSize(1);
    goOn.countDown();
    assertThat(first).succeedsWithin(Duration.ofSeconds(30));
    announce(term, "third");
    assertThat(written.get(written.size() - 1)).contains("first", "second", "third");
  }

  private static void announce(Term term, String key) {
    try {
      term.announce(self -> self.toBuilder().metadata(key, "announced").build());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private ReplyCode write(String data) {
    written.add(data);
    writing.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return ReplyCode.OK;
  }

  /** The engine's executor fails once, as if the caller's stack was used up. */
  private record MomentaryError(Threads threads, AtomicBoolean failing) implements Threads {

    @Override
    public Executor engine() {
      return task -> {
        if (failing.getAndSet(false)) {
          throw new StackOverflowError("for the test");
        }
        threads.engine().execute(task);
      };
    }

    @Override
    public Executor workers() {
      return threads.workers();
    }

    @Override
    public Executor callbacks() {
      return threads.callbacks();
    }

    @Override
    public Executor ownThreads() {
      return threads.ownThreads();
    }

    @Override
    public Timer timer() {
      return threads.timer();
    }

    @Override
    public RandomGenerator random() {
      return threads.random();
    }

    @Override
    public boolean isEngine() {
      return threads.isEngine();
    }

    @Override
    public boolean deliversReplies() {
      return threads.deliversReplies();
    }
  }
}
