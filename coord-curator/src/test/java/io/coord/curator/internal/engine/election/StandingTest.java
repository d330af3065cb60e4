package io.coord.curator.internal.engine.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.election.Standing.Step;
import io.coord.election.CandidacyState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a candidacy does next, event by event, without a server or a thread. */
class StandingTest {

  private final Standing standing = new Standing(true);

  private static List<Step> steps(Standing of) {
    List<Step> steps = new ArrayList<>();
    for (Step step = of.next(); step != Step.NOTHING; step = of.next()) {
      steps.add(step);
    }
    return steps;
  }

  private void expect(CandidacyState state, Step... steps) {
    assertThat(steps(standing)).containsExactly(steps);
    assertThat(standing.state()).isEqualTo(state);
  }

  private void lead() {
    expect(CandidacyState.WAITING, Step.QUEUE);
    standing.granted();
    expect(CandidacyState.LEADING);
  }

  @Test
  void itQueuesLeadsAndQueuesAgain() {
    lead();
    standing.returned();
    lead();
  }

  @Test
  void duringAPauseItDoesNotQueue() {
    lead();
    standing.returned();
    standing.pause();
    expect(CandidacyState.WAITING);
    standing.pauseOver();
    lead();
  }

  @Test
  void aTaskThatIsAskedToStopIsAskedOnceAndItsPlaceIsTakenOnlyAfterItsReturn() {
    lead();
    standing.stepDown();
    expect(CandidacyState.STOPPING, Step.STOP);
    standing.stepDown();
    standing.lost();
    expect(CandidacyState.STOPPING);
    standing.returned();
    lead();
  }

  @Test
  void aLossAsksTheTaskToStop() {
    lead();
    standing.lost();
    expect(CandidacyState.STOPPING, Step.STOP);
    standing.returned();
    expect(CandidacyState.WAITING, Step.QUEUE);
  }

  @Test
  void steppingDownWithoutATaskMeansNothingForTheNext() {
    expect(CandidacyState.WAITING, Step.QUEUE);
    standing.stepDown();
    expect(CandidacyState.WAITING);
    standing.granted();
    expect(CandidacyState.LEADING);
  }

  @Test
  void aCloseLeavesTheQueue() {
    expect(CandidacyState.WAITING, Step.QUEUE);
    standing.close();
    expect(CandidacyState.CLOSED, Step.LEAVE, Step.CLOSE);
  }

  @Test
  void aCloseWaitsForTheTask() {
    lead();
    standing.close();
    expect(CandidacyState.STOPPING, Step.STOP);
    standing.returned();
    expect(CandidacyState.CLOSED, Step.CLOSE);
    standing.eligible(true);
    standing.pauseOver();
    expect(CandidacyState.CLOSED);
  }

  @Test
  void whoIsNotEligibleLeavesTheQueueOrTheOffice() {
    Standing checked = new Standing(false);
    assertThat(steps(checked)).isEmpty();
    assertThat(checked.state()).isEqualTo(CandidacyState.INELIGIBLE);
    checked.eligible(true);
    assertThat(steps(checked)).containsExactly(Step.QUEUE);
    checked.eligible(false);
    assertThat(steps(checked)).containsExactly(Step.LEAVE);
    assertThat(checked.state()).isEqualTo(CandidacyState.INELIGIBLE);
    checked.eligible(true);
    assertThat(steps(checked)).containsExactly(Step.QUEUE);
    checked.granted();
    checked.eligible(false);
    assertThat(steps(checked)).containsExactly(Step.STOP);
    assertThat(checked.state()).isEqualTo(CandidacyState.STOPPING);
    checked.eligible(true);
    assertThat(steps(checked)).as("it was asked already").isEmpty();
    checked.returned();
    assertThat(steps(checked)).containsExactly(Step.QUEUE);
  }

  @Test
  void whoIsRefusedTriesAgainAfterAPause() {
    expect(CandidacyState.WAITING, Step.QUEUE);
    standing.refused();
    standing.pause();
    expect(CandidacyState.WAITING);
    standing.pauseOver();
    expect(CandidacyState.WAITING, Step.QUEUE);
  }

  /** Whatever happens in whatever order: never queued with a task, one task, and an end. */
  @Test
  void inAnyOrderOfEventsThereIsOneTaskAtMostAndAnEnd() {
    for (int seed = 0; seed < 10_000; seed++) {
      new Walk(seed).run();
    }
  }

  /** Random events of a world that keeps its side of the contract. */
  private static final class Walk {
    private final int seed;
    private final Random random;
    private final Standing standing;
    private boolean queued;
    private boolean task;
    private boolean stopping;
    private boolean closing;
    private boolean eligible;
    private boolean pausing;
    private int closes;

    Walk(int seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.eligible = random.nextBoolean();
      this.standing = new Standing(eligible);
    }

    void run() {
      for (int i = 0; i < 60; i++) {
        event(random.nextInt(10));
        steps(standing).forEach(this::take);
        check();
      }
      standing.close();
      closing = true;
      steps(standing).forEach(this::take);
      if (task) {
        task = false;
        standing.returned();
        steps(standing).forEach(this::take);
      }
      check();
      assertThat(closes).as("seed %d", seed).isEqualTo(1);
      assertThat(standing.state()).isEqualTo(CandidacyState.CLOSED);
    }

    private void event(int which) {
      switch (which) {
        case 0, 1 -> {
          if (queued) {
            queued = false;
            task = true;
            stopping = false;
            standing.granted();
          }
        }
        case 2, 3 -> {
          if (task) {
            task = false;
            standing.returned();
            if (random.nextBoolean()) {
              pausing = true;
              standing.pause();
            }
          }
        }
        case 4 -> standing.stepDown();
        case 5 -> {
          if (task) {
            standing.lost();
          }
        }
        case 6 -> {
          eligible = random.nextBoolean();
          standing.eligible(eligible);
        }
        case 7 -> {
          pausing = false;
          standing.pauseOver();
        }
        case 8 -> {
          if (queued) {
            queued = false;
            standing.refused();
          }
        }
        default -> {
          if (random.nextInt(20) == 0) {
            closing = true;
            standing.close();
          }
        }
      }
    }

    private void take(Step step) {
      String where = "seed %d, %s".formatted(seed, step);
      switch (step) {
        case QUEUE -> {
          assertThat(queued || task || closing || pausing || !eligible).as(where).isFalse();
          queued = true;
        }
        case LEAVE -> {
          assertThat(queued && (closing || !eligible)).as(where).isTrue();
          queued = false;
        }
        case STOP -> {
          assertThat(task && !stopping).as(where).isTrue();
          stopping = true;
        }
        case CLOSE -> {
          assertThat(closing && !queued && !task).as(where).isTrue();
          closes++;
        }
        case NOTHING -> throw new AssertionError(where);
      }
    }

    private void check() {
      boolean idle = !queued && !task && closes == 0;
      assertThat(idle && eligible && !pausing && !closing)
          .as("seed %d: it waits for nothing", seed)
          .isFalse();
      assertThat(task && !stopping && (closing || !eligible))
          .as("seed %d: the task is not asked to stop", seed)
          .isFalse();
    }
  }
}
