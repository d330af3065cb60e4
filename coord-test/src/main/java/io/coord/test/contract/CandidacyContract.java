package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.assertThatIllegalArgumentException;
import static io.coord.test.contract.Assertions.assertThatNullPointerException;
import static io.coord.test.contract.Assertions.awaitUntil;

import io.coord.Coordination;
import io.coord.Subscription;
import io.coord.election.Candidacy;
import io.coord.election.CandidacyState;
import io.coord.election.Leader;
import io.coord.election.Term;
import io.coord.lock.LeaseState;
import io.coord.test.internal.Told;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What {@link Candidacy} and {@link Term} promise while the session lives. */
public abstract class CandidacyContract extends ElectionContract {

  @Test
  void aListenerGetsTheCurrentStateFirstAndThenEveryChange() throws Exception {
    Reign reign = new Reign();
    Candidacy candidacy = stand(open(), "a", reign);
    reign.awaitTerm();
    Told<CandidacyState> told = new Told<>();
    Told<CandidacyState> gone = new Told<>();
    candidacy.subscribe(
        (same, state) -> {
          assertThat(same).isSameAs(candidacy);
          told.accept(state);
        });
    Subscription subscription = candidacy.subscribe((same, state) -> gone.accept(state));
    gone.awaitCount(1);
    subscription.close();

    candidacy.close();

    assertThat(told.awaitCount(3))
        .containsExactly(CandidacyState.LEADING, CandidacyState.STOPPING, CandidacyState.CLOSED);
    assertThat(gone.events()).containsExactly(CandidacyState.LEADING);
    assertThat(candidacy.toString()).contains(election, "CLOSED");
    assertThatNullPointerException().isThrownBy(() -> candidacy.subscribe(null));
  }

  @Test
  void whoStepsDownLetsOthersLeadFirst() throws Exception {
    Coordination one = open();
    Coordination two = open();
    Reign first = new Reign();
    Reign second = new Reign();
    Candidacy candidacy = stand(one, "a", first);
    Term term = first.awaitTerm();
    Candidacy other = stand(two, "b", second);
    awaitCandidates(two, 2);

    candidacy.stepDown();

    Term next = second.awaitTerm();
    assertThat(term.isLeading()).isFalse();
    assertThat(next.epoch()).isGreaterThan(term.epoch());
    awaitCandidates(two, 2);
    assertThat(first.isEmpty()).as("it waits at the end of the queue").isTrue();
    other.close();
    assertThat(first.awaitTerm().epoch()).isGreaterThan(next.epoch());
  }

  @Test
  void whoStepsDownAloneLeadsAgain() throws Exception {
    Reign reign = new Reign();
    Candidacy candidacy = stand(open(), "a", reign);
    Term term = reign.awaitTerm();

    candidacy.stepDown();

    assertThat(term.isLeading()).as("from now on").isFalse();
    Term again = reign.awaitTerm();
    assertThat(again.epoch()).isGreaterThan(term.epoch());
    assertThat(candidacy.term()).containsSame(again);
  }

  @Test
  void aTaskThatReturnsAtOncePausesBeforeItLeadsAgain() throws Exception {
    Told<Long> began = new Told<>();
    Candidacy candidacy =
        open()
            .election(election)
            .stand(
                instance("a"),
                HASTY.withPauseAfterFailure(Duration.ofMillis(500)),
                term -> began.accept(System.nanoTime()));

    List<Long> times = began.awaitCount(3);

    assertThat(times.get(1) - times.get(0)).isGreaterThan(Duration.ofMillis(499).toNanos());
    assertThat(times.get(2) - times.get(1)).isGreaterThan(Duration.ofMillis(499).toNanos());
    candidacy.close();
  }

  @Test
  void closingTheBorrowedLeaseOnlyStepsDown() throws Exception {
    CountDownLatch mayReturn = new CountDownLatch(1);
    AtomicReference<Term> led = new AtomicReference<>();
    CompletableFuture<LeaseState> whileRunning = new CompletableFuture<>();
    Candidacy candidacy =
        stand(
            open(),
            "a",
            term -> {
              if (led.compareAndSet(null, term)) {
                term.lease().close();
                assertThat(term.awaitStop(PATIENCE)).isTrue();
                whileRunning.complete(term.lease().state());
                mayReturn.await();
              }
            });

    assertThat(whileRunning.get(30, TimeUnit.SECONDS)).isEqualTo(LeaseState.HELD);
    awaitState(candidacy, CandidacyState.STOPPING);
    mayReturn.countDown();
    awaitUntil(() -> led.get().lease().state() == LeaseState.RELEASED);
  }

  @Test
  void aTaskThatThrowsStandsAgain() throws Exception {
    AtomicInteger terms = new AtomicInteger();
    Reign reign = new Reign();
    stand(
        open(),
        "a",
        term -> {
          switch (terms.incrementAndGet()) {
            case 1 -> throw new IllegalStateException("thrown by a test's task");
            case 2 -> throw new AssertionError("thrown by a test's task");
            default -> reign.lead(term);
          }
        });

    assertThat(reign.awaitTerm().isLeading()).isTrue();
    assertThat(terms).hasValue(3);
  }

  @Test
  void aTaskThatThrowsLetsOthersLead() throws Exception {
    CountDownLatch mayThrow = new CountDownLatch(1);
    Coordination two = open();
    Reign second = new Reign();
    stand(
        open(),
        "a",
        term -> {
          mayThrow.await();
          throw new IllegalStateException("thrown by a test's task");
        });
    awaitCandidates(two, 1);
    stand(two, "b", second);
    awaitCandidates(two, 2);

    mayThrow.countDown();

    assertThat(second.awaitTerm().isLeading()).isTrue();
  }

  @Test
  void whoIsNotEligibleLeavesTheQueueAndComesBack() throws Exception {
    AtomicBoolean eligible = new AtomicBoolean();
    Coordination one = open();
    Coordination two = open();
    Reign first = new Reign();
    Reign second = new Reign();
    Candidacy candidacy =
        one.election(election).stand(instance("a"), HASTY.withEligible(eligible::get), first);
    assertThat(candidacy.state()).isEqualTo(CandidacyState.INELIGIBLE);
    stand(two, "b", second).stepDown();
    second.awaitTerm();
    eligible.set(true);
    awaitCandidates(two, 2);
    awaitState(candidacy, CandidacyState.WAITING);

    eligible.set(false);

    awaitState(candidacy, CandidacyState.INELIGIBLE);
    awaitCandidates(two, 1);
    eligible.set(true);
    awaitCandidates(two, 2);
  }

  @Test
  void aLeaderThatIsNotEligibleStopsAndOthersLead() throws Exception {
    AtomicBoolean eligible = new AtomicBoolean(true);
    Coordination two = open();
    Reign first = new Reign();
    Reign second = new Reign();
    Candidacy candidacy =
        open().election(election).stand(instance("a"), HASTY.withEligible(eligible::get), first);
    first.awaitTerm();
    stand(two, "b", second);
    awaitCandidates(two, 2);

    eligible.set(false);

    assertThat(second.awaitTerm().isLeading()).isTrue();
    awaitState(candidacy, CandidacyState.INELIGIBLE);
  }

  @Test
  void aCheckThatHangsOrThrowsCountsAsNotEligibleUntilOneReturns() throws Exception {
    AtomicInteger checks = new AtomicInteger();
    CountDownLatch hasLed = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Coordination two = open();
    Reign first = new Reign();
    Reign second = new Reign();
    try {
      Candidacy candidacy =
          open()
              .election(election)
              .stand(
                  instance("a"),
                  HASTY.withEligible(
                      () -> {
                        if (checks.incrementAndGet() == 1) {
                          throw new IllegalStateException("thrown by a test's check");
                        }
                        if (hasLed.getCount() == 0) {
                          awaitQuietly(goOn);
                        }
                        return true;
                      }),
                  first);
      first.awaitTerm();
      hasLed.countDown();
      stand(two, "b", second);

      second.awaitTerm();
      awaitState(candidacy, CandidacyState.INELIGIBLE);
      goOn.countDown();

      awaitState(candidacy, CandidacyState.WAITING);
      awaitCandidates(two, 2);
    } finally {
      goOn.countDown(); // a check that hangs keeps its thread
    }
  }

  @Test
  void theTaskMayCloseItsOwnCandidacy() throws Exception {
    AtomicReference<Candidacy> self = new AtomicReference<>();
    CompletableFuture<CandidacyState> inTask = new CompletableFuture<>();
    Coordination one = open();
    Candidacy candidacy =
        stand(
            one,
            "a",
            term -> {
              awaitUntil(() -> self.get() != null);
              long before = System.nanoTime();
              self.get().close();
              assertThat(System.nanoTime() - before).isLessThan(Duration.ofSeconds(5).toNanos());
              assertThat(term.awaitStop(PATIENCE)).isTrue();
              inTask.complete(self.get().state());
            });
    self.set(candidacy);

    assertThat(inTask.get(30, TimeUnit.SECONDS)).isEqualTo(CandidacyState.STOPPING);
    awaitState(candidacy, CandidacyState.CLOSED);
    awaitUntil(() -> one.election(election).leader().isEmpty());
  }

  @Test
  void aListenerMayCloseIt() throws Exception {
    Reign reign = new Reign();
    CompletableFuture<CandidacyState> closed = new CompletableFuture<>();
    Candidacy candidacy = stand(open(), "a", reign);
    candidacy.subscribe(
        (same, state) -> {
          if (state == CandidacyState.LEADING) {
            same.close();
            closed.complete(same.state());
          }
        });

    assertThat(closed.get(30, TimeUnit.SECONDS)).isEqualTo(CandidacyState.CLOSED);
  }

  @Test
  void closeIsNotInterruptible() throws Exception {
    Reign reign = new Reign();
    Coordination one = open();
    Candidacy candidacy = stand(one, "a", reign);
    reign.awaitTerm();

    Thread.currentThread().interrupt();
    candidacy.close();

    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    assertThat(candidacy.state()).isEqualTo(CandidacyState.CLOSED);
    assertThat(one.election(election).leader()).isEmpty();
  }

  @Test
  void aTaskThatDoesNotStopIsInterruptedAfterTheTimeout() throws Exception {
    CompletableFuture<Void> began = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Candidacy candidacy =
        open()
            .election(election)
            .stand(
                instance("a"),
                HASTY.withStopTimeout(Duration.ofMillis(200)),
                term -> {
                  began.complete(null);
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    boolean stop = term.awaitStop(PATIENCE);
                    interrupted.complete(stop && Thread.interrupted());
                    throw e;
                  }
                });
    began.get(30, TimeUnit.SECONDS);
    long before = System.nanoTime();

    candidacy.close();

    assertThat(interrupted).isCompletedWithValue(true);
    assertThat(System.nanoTime() - before).isGreaterThan(Duration.ofMillis(200).toNanos());
    assertThat(candidacy.state()).isEqualTo(CandidacyState.CLOSED);
  }

  /** Its task ignores that it is interrupted, until it may return. */
  private Candidacy standStubbornly(
      Coordination one, CompletableFuture<Term> began, CountDownLatch mayReturn) {
    return one.election(election)
        .stand(
            instance("a"),
            HASTY.withStopTimeout(Duration.ZERO),
            term -> {
              began.complete(term);
              awaitStubbornly(mayReturn);
            });
  }

  @Test
  void theLeaseIsKeptUntilATaskThatIgnoresItsInterruptHasReturned() throws Exception {
    CountDownLatch mayReturn = new CountDownLatch(1);
    CompletableFuture<Term> began = new CompletableFuture<>();
    Coordination one = open();
    Coordination two = open();
    Reign second = new Reign();
    Candidacy candidacy = standStubbornly(one, began, mayReturn);
    Term term = began.get(30, TimeUnit.SECONDS);
    stand(two, "b", second);
    awaitCandidates(two, 2);

    candidacy.close();

    assertThat(candidacy.state()).isEqualTo(CandidacyState.STOPPING);
    assertThat(term.isLeading()).isFalse();
    assertThat(term.lease().state()).isEqualTo(LeaseState.HELD);
    assertThat(second.isEmpty()).isTrue();
    assertThat(two.election(election).leader()).map(Leader::epoch).contains(term.epoch());
    mayReturn.countDown();
    second.awaitTerm();
    awaitState(candidacy, CandidacyState.CLOSED);
  }

  @Test
  void theCoordinationsCloseLeavesTheSessionToATaskThatIgnoresItsInterrupt() throws Exception {
    CountDownLatch mayReturn = new CountDownLatch(1);
    CompletableFuture<Term> began = new CompletableFuture<>();
    Coordination one = open();
    Coordination two = open();
    Reign second = new Reign();
    one.registry().register(instance("a"));
    Candidacy candidacy = standStubbornly(one, began, mayReturn);
    Term term = began.get(30, TimeUnit.SECONDS);
    stand(two, "b", second);
    awaitCandidates(two, 2);

    one.close();

    assertThat(two.registry().instances(service)).isEmpty();
    assertThat(term.lease().isHeld()).isTrue();
    assertThat(term.isLeading()).isFalse();
    assertThat(second.isEmpty()).isTrue();
    mayReturn.countDown();
    second.awaitTerm();
    awaitState(candidacy, CandidacyState.CLOSED);
  }

  @Test
  void theTaskMayCloseTheCoordination() throws Exception {
    Coordination one = open();
    Coordination two = open();
    Reign second = new Reign();
    CountDownLatch mayClose = new CountDownLatch(1);
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    Candidacy candidacy =
        stand(
            one,
            "a",
            term -> {
              mayClose.await();
              one.close();
              closed.complete(term.lease().isHeld());
            });
    awaitCandidates(two, 1);
    stand(two, "b", second);
    mayClose.countDown();

    assertThat(closed.get(30, TimeUnit.SECONDS)).as("held while it runs").isTrue();
    second.awaitTerm();
    awaitState(candidacy, CandidacyState.CLOSED);
  }

  @Test
  void awaitStopSaysWhetherToStop() throws Exception {
    Reign reign = new Reign();
    Candidacy candidacy = stand(open(), "a", reign);
    Term term = reign.awaitTerm();

    assertThat(term.awaitStop(Duration.ZERO)).isFalse();
    assertThat(term.awaitStop(Duration.ofMillis(10))).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> term.awaitStop(Duration.ofMillis(-1)));
    assertThatNullPointerException().isThrownBy(() -> term.announce(null));
    candidacy.close();

    assertThat(term.awaitStop(PATIENCE)).isTrue();
    assertThat(List.of(term.toString(), term.lease().toString()))
        .allMatch(text -> text.contains(election));
  }

  /** Whatever interrupts it. */
  private static void awaitStubbornly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        // That is what the test is about.
      }
    }
  }
}
