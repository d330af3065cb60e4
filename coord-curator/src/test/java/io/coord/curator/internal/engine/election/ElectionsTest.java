package io.coord.curator.internal.engine.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.support.Threads;
import io.coord.curator.internal.support.Timer;
import io.coord.election.Candidacy;
import io.coord.election.CandidacyState;
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

  private final SimulatedElections simulated = new SimulatedElections(data -> ReplyCode.OK);

  @AfterEach
  void close() {
    simulated.close();
  }

  @Test
  void whoFailedToStandCanStandAgain() throws Exception {
    AtomicBoolean failing = new AtomicBoolean(true);
    simulated.session.use(new MomentaryError(simulated.session.threads(), failing));
    assertThatThrownBy(() -> simulated.stand(term -> {})).isInstanceOf(StackOverflowError.class);
    assertThat(failing).isFalse();
    CountDownLatch leads = new CountDownLatch(1);

    Candidacy candidacy = simulated.stand(term -> leads.countDown());

    assertThat(leads.await(30, TimeUnit.SECONDS)).isTrue();
    candidacy.close();
    assertThat(candidacy.state()).isEqualTo(CandidacyState.CLOSED);
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
