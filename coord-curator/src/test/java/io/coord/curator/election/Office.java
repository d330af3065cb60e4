package io.coord.curator.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.election.Candidacy;
import io.coord.election.CandidacyState;
import io.coord.election.CandidateOptions;
import io.coord.election.LeaderTask;
import io.coord.election.Term;
import io.coord.lock.LeaseState;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A task that leads until it is asked to stop. After a loss it waits for its interrupt, too, and
 * keeps it in mind.
 */
final class Office implements LeaderTask {

  static final String ELECTION = "orders";
  static final String PATH = "/elections/orders";

  /** Comes back quickly. Never interrupted for being slow, so that an interrupt means a loss. */
  static final CandidateOptions HASTY =
      CandidateOptions.defaults()
          .withPauseAfterFailure(Duration.ofMillis(50))
          .withStopTimeout(Duration.ofMinutes(2));

  private final BlockingQueue<Term> terms = new LinkedBlockingQueue<>();
  private final List<Long> interrupted = new CopyOnWriteArrayList<>();

  @Override
  public void lead(Term term) throws InterruptedException {
    terms.add(term);
    while (!term.awaitStop(Duration.ofMinutes(1))) {}
    if (term.lease().state() == LeaseState.LOST) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.add(term.epoch());
      }
    }
  }

  Candidacy stand(Coordination coordination, String id) {
    return coordination.election(ELECTION).stand(candidate(id), HASTY, this);
  }

  static ServiceInstance candidate(String id) {
    return ServiceInstance.builder("servers").id(id).address("address of " + id).build();
  }

  /** The next term that has begun. */
  Term awaitTerm() throws InterruptedException {
    Term term = terms.poll(60, TimeUnit.SECONDS);
    assertThat(term).as("a term").isNotNull();
    return term;
  }

  /** Whether no further term has begun. */
  boolean isIdle() {
    return terms.isEmpty();
  }

  /** The epochs of the terms whose task was interrupted. */
  List<Long> interrupted() {
    return interrupted;
  }

  static void awaitState(Candidacy candidacy, CandidacyState state) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(candidacy.state()).isEqualTo(state));
  }
}
