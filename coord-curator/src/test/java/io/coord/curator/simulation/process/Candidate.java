package io.coord.curator.simulation.process;

import io.coord.curator.internal.engine.election.SimulatedCandidacy;
import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.election.CandidacyState;
import io.coord.election.CandidateOptions;
import io.coord.election.Term;
import io.coord.lock.LeaseState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process that stands in an election. As the leader it works for a while, or until it is asked to
 * stop, which it sees late; sometimes it fails, or ignores that it is interrupted.
 */
final class Candidate {

  private static final long LOOK_NANOS = 40_000_000;
  private static final long WELL_LOOK_NANOS = 400_000_000; // it leads for long
  private static final long SOON_NANOS = 500_000_000;
  private static final long LONGEST_DEAF_NANOS = 8_000_000_000L;
  private static final CandidateOptions OPTIONS =
      CandidateOptions.defaults()
          .withCheckEvery(Duration.ofMillis(500))
          .withStopTimeout(Duration.ofMillis(700))
          .withPauseAfterFailure(Duration.ofMillis(100));

  private final LockProcess process;
  private final String election;
  private final Terms terms;
  private final Journal journal;
  private SimulatedCandidacy candidacy;
  private boolean eligible = true;
  private boolean withdrawn; // and about to stand again
  private boolean ended; // for good
  private boolean well; // it leads until it is asked to stop, and stops at once
  private @Nullable Work work; // of the term that runs

  Candidate(LockProcess process, String election, Terms terms, Journal journal) {
    this.process = process;
    this.election = election;
    this.terms = terms;
    this.journal = journal;
    this.candidacy = stand();
  }

  private SimulatedCandidacy stand() {
    LockManager locks = process.coordinations().get(0);
    SimulatedCandidacy standing =
        new SimulatedCandidacy(
            election,
            process.session(),
            locks.soleLock(
                "election",
                election,
                ElectionSchedule.ROOT + "/" + election,
                process.toString().getBytes(StandardCharsets.UTF_8)),
            OPTIONS.withEligible(() -> eligible),
            new SimulatedCandidacy.Task() {
              @Override
              public void begin(Term term, Consumer<@Nullable Throwable> returns) {
                Candidate.this.begin(term, returns);
              }

              @Override
              public void interrupt(Term term) {
                interrupted(term);
              }
            });
    standing.start();
    return standing;
  }

  LockProcess process() {
    return process;
  }

  boolean isLeading() {
    return work != null && work.term.isLeading();
  }

  /** Whether its lease was released although its task still runs. */
  boolean isDeprived() {
    return work != null && work.term.lease().state() == LeaseState.RELEASED;
  }

  /** Whether its lease is lost and its task has not been interrupted in time. */
  boolean isForgotten() {
    if (work == null || work.interrupted || work.term.lease().state() != LeaseState.LOST) {
      return false;
    }
    long now = process.process().scheduler().now();
    if (work.lostAt < 0) {
      work.lostAt = now;
    }
    return now - Math.max(work.lostAt, process.process().awakeSince()) > SOON_NANOS;
  }

  /** Whether what it believes of its term can be judged. */
  boolean isJudged() {
    return work != null && process.isJudged(work.node);
  }

  /** Whether it leads; over slow links that is not proven all the time. */
  boolean isOnDuty() {
    return candidacy.state() == CandidacyState.LEADING;
  }

  /** Does something that an application may do at any time. */
  void act(Random random) {
    if (well) {
      return; // its process was paused until now
    }
    switch (random.nextInt(8)) {
      case 0 -> close(random.nextLong(3_000_000_000L));
      case 1, 2, 3 -> {
        journal.note(process, "steps down", this);
        candidacy.stepDown();
      }
      case 4 -> eligible = !eligible;
      default -> eligible = true;
    }
  }

  /** Withdraws, and stands again a while later. */
  private void close(long nanos) {
    journal.note(process, "closes its candidacy", this);
    candidacy.close();
    if (!withdrawn) {
      withdrawn = true;
      process.process().after(nanos, "stand again", this::standAgain);
    }
  }

  private void standAgain() {
    if (ended) {
      return;
    }
    if (candidacy.isOver()) {
      withdrawn = false;
      candidacy = stand();
    } else {
      process.process().after(LOOK_NANOS, "stand again", this::standAgain);
    }
  }

  /** Its Coordination is closed, and it stands again by another one. */
  void changeCoordination() {
    journal.note(process, "closes its Coordination", this);
    candidacy.close();
    process.close(process.coordinations().get(0));
    if (!withdrawn) {
      withdrawn = true;
      standAgain();
    }
  }

  /** From now on nothing is done that an application need not do. */
  void getWell() {
    well = true;
    eligible = true;
  }

  /** For good. */
  void end() {
    ended = true;
    candidacy.close();
  }

  boolean isOver() {
    return candidacy.isOver();
  }

  // ---- the task

  private final class Work {
    private final Term term;
    private final String node;
    private final Consumer<@Nullable Throwable> returns;
    private final long until; // the latest moment at which it returns by itself
    private boolean interrupted;
    private long lostAt = -1; // when that was seen
    private final long deafUntil; // neither sees that it should stop nor minds an interrupt

    Work(Term term, Consumer<@Nullable Throwable> returns) {
      this.term = term;
      this.node = LockManager.tenure(term.lease()).path();
      this.returns = returns;
      long now = process.process().scheduler().now();
      this.until = well ? Long.MAX_VALUE : now + random().nextLong(6_000_000_000L);
      boolean isDeaf = !well && random().nextInt(6) == 0;
      this.deafUntil = isDeaf ? now + random().nextLong(LONGEST_DEAF_NANOS) : 0;
    }
  }

  private void begin(Term term, Consumer<@Nullable Throwable> returns) {
    if (work != null) {
      terms.overlap(this, work.term, term);
    }
    work = new Work(term, returns);
    journal.note(process, "leads", term);
    terms.begun(this, term);
    look(work);
  }

  /** As a task that asks now and then whether it should go on. */
  private void look(Work of) {
    if (work != of) {
      return;
    }
    long now = process.process().scheduler().now();
    if (now >= of.deafUntil && (now >= of.until || isToStop(of.term))) {
      end(of, random().nextInt(4) == 0 ? new IllegalStateException("for the test") : null);
    } else {
      long most = well ? WELL_LOOK_NANOS : LOOK_NANOS;
      process.process().after(random().nextLong(most), "look", () -> look(of));
    }
  }

  private static boolean isToStop(Term term) {
    try {
      return term.awaitStop(Duration.ZERO);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void interrupted(Term term) {
    Work interrupted = work;
    if (interrupted != null && interrupted.term == term) {
      journal.note(process, "is interrupted", term);
      interrupted.interrupted = true;
      long now = process.process().scheduler().now();
      long wait = Math.max(0, interrupted.deafUntil - now) + random().nextLong(LOOK_NANOS);
      process.process().after(wait, "interrupted", () -> end(interrupted, null));
    }
  }

  private void end(Work of, @Nullable Throwable failure) {
    if (work == of) {
      work = null;
      journal.note(process, "returns from its task", of.term);
      of.returns.accept(failure);
    }
  }

  private Random random() {
    return process.process().scheduler().random();
  }

  @Override
  public String toString() {
    return "%s: %s".formatted(process, candidacy);
  }
}
