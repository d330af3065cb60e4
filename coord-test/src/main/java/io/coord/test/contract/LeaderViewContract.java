package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.assertThatExceptionOfType;
import static io.coord.test.contract.Assertions.assertThatIllegalArgumentException;
import static io.coord.test.contract.Assertions.assertThatIllegalStateException;
import static io.coord.test.contract.Assertions.assertThatNullPointerException;

import io.coord.Coordination;
import io.coord.LeaseNotHeldException;
import io.coord.election.Candidacy;
import io.coord.election.Leader;
import io.coord.election.LeaderSnapshot;
import io.coord.election.LeaderView;
import io.coord.election.Term;
import io.coord.test.internal.Told;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@link LeaderView} promises, and {@link Term#announce}, which it shows. */
public abstract class LeaderViewContract extends ElectionContract {

  private static List<Long> epochs(List<LeaderSnapshot> told) {
    return told.stream().map(seen -> seen.leader().map(Leader::epoch).orElse(0L)).toList();
  }

  @Test
  void aViewOpenedBeforeAnybodyStandsShowsTheFirstLeaderAndEachChangeOnce() throws Exception {
    Told<LeaderSnapshot> told = new Told<>();
    LeaderView view = open().election(election).watch(told::accept);
    assertThat(told.awaitCount(1)).allMatch(seen -> seen.leader().isEmpty() && !seen.stale());
    Reign first = new Reign();
    Reign second = new Reign();

    Candidacy one = stand(open(), "a", first);
    long epoch = first.awaitTerm().epoch();
    told.await(all -> epochs(all).contains(epoch));
    stand(open(), "b", second);
    told.await(all -> all.get(all.size() - 1).candidates().size() == 2);
    one.close();
    long next = second.awaitTerm().epoch();

    assertThat(epochs(told.await(all -> epochs(all).contains(next))))
        .containsExactly(0L, epoch, epoch, next);
    LeaderSnapshot last = view.snapshot();
    assertThat(last.election()).isEqualTo(election);
    assertThat(last.leader()).map(Leader::instance).contains(instance("b"));
    assertThat(ids(last.candidates())).containsExactly("b");
    assertThat(view.toString()).contains(election, "b", "FRESH");
  }

  @Test
  void aViewOpenedLaterShowsTheLeaderFirst() throws Exception {
    Reign reign = new Reign();
    stand(open(), "a", reign);
    long epoch = reign.awaitTerm().epoch();
    Told<LeaderSnapshot> told = new Told<>();

    open().election(election).watch(told::accept);

    assertThat(epochs(told.awaitCount(1))).containsExactly(epoch);
  }

  @Test
  void candidatesAreInTheOrderOfTheQueueWhateverTheyAreCalled() throws Exception {
    Coordination observer = open();
    stand(open(), "c", new Reign());
    awaitCandidates(observer, 1);
    stand(open(), "a", new Reign());
    awaitCandidates(observer, 2);
    stand(open(), "b", new Reign());

    try (LeaderView view = observer.election(election).watch()) {
      assertThat(view.await(seen -> seen.candidates().size() == 3, PATIENCE)).isTrue();
      assertThat(ids(view.snapshot().candidates())).containsExactly("c", "a", "b");
      assertThat(view.snapshot().leader()).map(Leader::instance).contains(instance("c"));
    }
  }

  @Test
  void anAnnouncementIsAnUpdateOfTheLeader() throws Exception {
    Told<LeaderSnapshot> told = new Told<>();
    Coordination observer = open();
    observer.election(election).watch(told::accept);
    Reign reign = new Reign();
    Candidacy candidacy = stand(open(), "a", reign);
    Term term = reign.awaitTerm();
    told.await(all -> epochs(all).contains(term.epoch()));

    term.announce(self -> self.toBuilder().metadata("phase", "ready").build());

    Leader read = observer.election(election).leader().orElseThrow();
    assertThat(read.epoch()).isEqualTo(term.epoch());
    assertThat(read.instance().metadata()).containsEntry("phase", "ready");
    told.await(all -> all.get(all.size() - 1).leader().equals(Optional.of(read)));
    assertThat(epochs(told.events())).containsExactly(0L, term.epoch(), term.epoch());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> term.announce(self -> self.toBuilder().id("other").build()));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> term.announce(self -> self.toBuilder().address("x".repeat(2_000_000)).build()));
    term.announce(
        self -> {
          assertThat(self.metadata()).containsEntry("phase", "ready");
          return self;
        });
    candidacy.close();
    assertThatExceptionOfType(LeaseNotHeldException.class)
        .isThrownBy(() -> term.announce(self -> self));
  }

  @Test
  void anAnnouncementEndsWithTheTerm() throws Exception {
    Coordination one = open();
    Reign reign = new Reign();
    Candidacy candidacy = stand(one, "a", reign);
    reign.awaitTerm().announce(self -> self.toBuilder().metadata("phase", "ready").build());

    candidacy.stepDown();
    Term again = reign.awaitTerm();

    assertThat(one.election(election).leader())
        .contains(
            new Leader(
                instance("a"),
                again.epoch(),
                one.election(election).leader().orElseThrow().queuedSince()));
  }

  @Test
  void aClosedViewKeepsItsLastSnapshotAndIsStale() throws Exception {
    Reign reign = new Reign();
    stand(open(), "a", reign);
    reign.awaitTerm();
    LeaderView view = open().election(election).watch();
    assertThat(view.await(seen -> seen.leader().isPresent(), PATIENCE)).isTrue();

    view.close();
    view.close();

    assertThat(view.snapshot().stale()).isTrue();
    assertThat(view.snapshot().leader()).isPresent();
    assertThatIllegalStateException().isThrownBy(() -> view.subscribe(seen -> {}));
    assertThatIllegalStateException().isThrownBy(() -> view.await(seen -> true, PATIENCE));
  }

  @Test
  void awaitTestsTheConditionInTimeAndRefusesBadInput() throws Exception {
    LeaderView view = open().election(election).watch();

    assertThat(view.await(seen -> seen.leader().isPresent(), Duration.ZERO)).isFalse();
    assertThat(view.await(seen -> seen.leader().isPresent(), Duration.ofMillis(10))).isFalse();
    assertThat(view.await(seen -> !seen.stale(), PATIENCE)).isTrue();
    assertThatNullPointerException().isThrownBy(() -> view.await(null, PATIENCE));
    assertThatNullPointerException().isThrownBy(() -> view.subscribe(null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> view.await(seen -> true, Duration.ofMillis(-1)));
  }

  @Test
  void aListenerThatThrowsStillGetsTheNextChange() throws Exception {
    Told<LeaderSnapshot> told = new Told<>();
    open()
        .election(election)
        .watch(
            seen -> {
              told.accept(seen);
              throw new IllegalStateException("thrown by a test's listener");
            });
    told.awaitCount(1);

    stand(open(), "a", new Reign());

    told.await(all -> all.get(all.size() - 1).leader().isPresent());
  }
}
