package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.awaitAsserted;

import io.coord.Coordination;
import io.coord.election.Candidacy;
import io.coord.election.CandidacyState;
import io.coord.election.CandidateOptions;
import io.coord.election.LeaderTask;
import io.coord.election.Term;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/** What the suites of elections share. */
@Timeout(240)
public abstract class ElectionContract extends LockContract {

  /** Stops quickly, and comes back quickly. */
  static final CandidateOptions HASTY =
      CandidateOptions.defaults()
          .withCheckEvery(Duration.ofMillis(50))
          .withPauseAfterFailure(Duration.ofMillis(50));

  /** Used by one test only. */
  final String election = "election-" + UUID.randomUUID();

  /** Leads until it is asked to stop. */
  static final class Reign implements LeaderTask {
    private final BlockingQueue<Term> terms = new LinkedBlockingQueue<>();

    @Override
    public void lead(Term term) throws InterruptedException {
      terms.add(term);
      while (!term.awaitStop(PATIENCE)) {}
    }

    /** The next term that has begun. */
    Term awaitTerm() throws InterruptedException {
      Term term = terms.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(term).as("a term").isNotNull();
      return term;
    }

    boolean isEmpty() {
      return terms.isEmpty();
    }
  }

  /** Stands as the instance with that id. */
  final Candidacy stand(Coordination coordination, String id, LeaderTask task) {
    return coordination.election(election).stand(instance(id), HASTY, task);
  }

  static void awaitState(Candidacy candidacy, CandidacyState state) {
    awaitAsserted(() -> assertThat(candidacy.state()).isEqualTo(state));
  }

  /** Waits until so many processes are queued. */
  final void awaitCandidates(Coordination coordination, int count) throws Exception {
    try (var view = coordination.election(election).watch()) {
      assertThat(view.await(seen -> !seen.stale() && seen.candidates().size() == count, PATIENCE))
          .as("candidates: %s", view.snapshot())
          .isTrue();
    }
  }
}
