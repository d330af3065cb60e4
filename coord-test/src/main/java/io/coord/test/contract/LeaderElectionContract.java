package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.assertThatIllegalArgumentException;
import static io.coord.test.contract.Assertions.assertThatIllegalStateException;
import static io.coord.test.contract.Assertions.assertThatNullPointerException;

import io.coord.Coordination;
import io.coord.election.Candidacy;
import io.coord.election.CandidacyState;
import io.coord.election.CandidateOptions;
import io.coord.election.Leader;
import io.coord.election.LeaderElection;
import io.coord.election.LeaderSnapshot;
import io.coord.election.LeaderView;
import io.coord.election.Term;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.registry.ServiceInstance;
import io.coord.test.internal.Told;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What {@link LeaderElection} promises: one leader, rising epochs, and what everybody sees. */
public abstract class LeaderElectionContract extends ElectionContract {

  @Test
  void whoStandsAloneLeadsAndEverybodySeesIt() throws Exception {
    Coordination one = open();
    Reign reign = new Reign();
    ServiceInstance self = instance("a").toBuilder().port(8080).metadata("zone", "north").build();

    Candidacy candidacy = one.election(election).stand(self, reign);
    Term term = reign.awaitTerm();

    assertThat(candidacy.state()).isEqualTo(CandidacyState.LEADING);
    assertThat(candidacy.term()).containsSame(term);
    assertThat(term.isLeading()).isTrue();
    assertThat(term.epoch()).isPositive().isEqualTo(term.lease().fencingToken());
    assertThat(term.lease().lockName()).isEqualTo(election);
    assertThat(term.lease().state()).isEqualTo(LeaseState.HELD);
    Leader leader = open().election(election).leader().orElseThrow();
    assertThat(leader.instance()).isEqualTo(self);
    assertThat(leader.epoch()).isEqualTo(term.epoch());
  }

  @Test
  void nobodyLeadsWhereNobodyStands() throws Exception {
    LeaderElection none = open().election(election);

    assertThat(none.leader()).isEmpty();
    assertThat(none.name()).isEqualTo(election);
    assertThat(none.toString()).contains(election);
  }

  @Test
  void theNextInTheQueueLeadsWithAGreaterEpochOnceTheLeaderCloses() throws Exception {
    Coordination one = open();
    Coordination two = open();
    Reign first = new Reign();
    Reign second = new Reign();
    Candidacy leading = stand(one, "a", first);
    Term term = first.awaitTerm();
    Candidacy waiting = stand(two, "b", second);
    awaitCandidates(two, 2);
    assertThat(waiting.state()).isEqualTo(CandidacyState.WAITING);
    assertThat(waiting.term()).isEmpty();

    leading.close();

    assertThat(leading.state()).isEqualTo(CandidacyState.CLOSED);
    assertThat(term.isLeading()).isFalse();
    assertThat(term.lease().state()).isEqualTo(LeaseState.RELEASED);
    Term next = second.awaitTerm();
    assertThat(next.epoch()).isGreaterThan(term.epoch());
    assertThat(one.election(election).leader()).map(Leader::epoch).contains(next.epoch());
  }

  @Test
  void twoTasksNeverOverlapAndEpochsRise() throws Exception {
    AtomicInteger leading = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Told<Long> epochs = new Told<>();
    for (String id : List.of("a", "b", "c")) {
      stand(
          open(),
          id,
          term -> {
            most.accumulateAndGet(leading.incrementAndGet(), Math::max);
            epochs.accept(term.epoch());
            LockSupport.parkNanos(1); // so that another could come in between
            leading.decrementAndGet();
          });
    }

    List<Long> told = List.copyOf(epochs.awaitCount(30));

    assertThat(most).hasValue(1);
    assertThat(told).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void electionsOfOtherNamesAndLocksOfTheSameNameHaveNothingToDoWithIt() throws Exception {
    Coordination one = open();
    Reign reign = new Reign();
    Reign other = new Reign();

    try (Lease lease = open().lock(election).acquire()) {
      stand(one, "a", reign);
      one.election(election + "/other").stand(instance("a"), other);

      assertThat(lease.isHeld()).isTrue();
      assertThat(reign.awaitTerm().isLeading()).isTrue();
      assertThat(other.awaitTerm().isLeading()).isTrue();
    }
  }

  @Test
  void aCoordinationStandsOnceInAnElection() throws Exception {
    Coordination one = open();
    Reign reign = new Reign();
    Candidacy candidacy = stand(one, "a", reign);
    reign.awaitTerm();

    assertThatIllegalStateException()
        .isThrownBy(() -> stand(one, "b", term -> {}))
        .hasMessageContaining(election);
    candidacy.close();
    stand(one, "b", reign);

    assertThat(reign.awaitTerm().isLeading()).isTrue();
  }

  @Test
  void badInputIsRefusedBeforeAnythingIsSent() throws Exception {
    Coordination one = open();
    LeaderElection it = one.election(election);
    ServiceInstance self = instance("a");
    CandidateOptions options = CandidateOptions.defaults();

    assertThatNullPointerException().isThrownBy(() -> one.election(null));
    assertThatIllegalArgumentException().isThrownBy(() -> one.election(" "));
    assertThatNullPointerException().isThrownBy(() -> it.stand(null, term -> {}));
    assertThatNullPointerException().isThrownBy(() -> it.stand(self, null));
    assertThatNullPointerException().isThrownBy(() -> it.stand(self, null, term -> {}));
    assertThatNullPointerException().isThrownBy(() -> it.stand(self, options, null));
    assertThatNullPointerException().isThrownBy(() -> it.watch(null));
    ServiceInstance large = self.toBuilder().metadata("much", "x".repeat(2_000_000)).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> it.stand(large, term -> {}))
        .hasMessageContaining("payload");
    assertThat(it.leader()).isEmpty();
  }

  @Test
  void aTaskThatIsStoppedByTheCloseOfItsCoordinationMayStillAnnounceAndLook() throws Exception {
    Coordination one = open();
    LeaderView view = one.election(election).watch();
    Told<Boolean> seen = new Told<>();
    CountDownLatch leads = new CountDownLatch(1);
    one.election(election)
        .stand(
            instance("a"),
            HASTY.withStopTimeout(PATIENCE),
            term -> {
              leads.countDown();
              while (!term.awaitStop(PATIENCE)) {}
              term.announce(self -> self.toBuilder().metadata("phase", "leaving").build());
              seen.accept(view.await(LeaderElectionContract::isLeaving, PATIENCE));
            });
    assertThat(leads.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

    one.close();

    assertThat(seen.events()).containsExactly(true);
  }

  private static boolean isLeaving(LeaderSnapshot seen) {
    return seen.leader().stream()
        .anyMatch(leader -> leader.instance().metadata().containsKey("phase"));
  }

  @Test
  void afterTheCloseNothingWorks() throws Exception {
    Coordination one = open();
    LeaderElection it = one.election(election);
    Reign reign = new Reign();
    Candidacy candidacy = it.stand(instance("a"), reign);
    Term term = reign.awaitTerm();

    one.close();

    assertThat(candidacy.state()).isEqualTo(CandidacyState.CLOSED);
    assertThat(term.isLeading()).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> one.election(election));
    assertThatIllegalStateException().isThrownBy(() -> it.stand(instance("a"), reign));
    assertThatIllegalStateException().isThrownBy(it::leader);
    assertThatIllegalStateException().isThrownBy(it::watch);
    assertThatIllegalStateException().isThrownBy(() -> term.announce(self -> self));
    candidacy.stepDown();
    candidacy.close();
    Told<CandidacyState> late = new Told<>();
    candidacy.subscribe((same, state) -> late.accept(state));
    assertThat(late.awaitCount(1)).containsExactly(CandidacyState.CLOSED);
    assertThat(open().election(election).leader()).isEmpty();
  }
}
