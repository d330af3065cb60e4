package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.coord.curator.simulation.process.Moves.Move;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A schedule that fails is shrunk to what it takes to fail, and can be run again. */
class ShrinkingTest extends SimulatedSchedules<LockSchedule> {

  private static final int MOST_SEEDS = 200;

  private static List<Move> moves(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> new Move(i, i, "", "", "")).toList();
  }

  @Test
  void whatIsNotNeededIsLeftOut() {
    List<Move> all = moves(300);
    List<Move> needed = List.of(all.get(16), all.get(170), all.get(171));

    List<Move> left = new Shrinking(some -> some.containsAll(needed), () -> true).shrink(all);

    assertThat(left).isEqualTo(needed);
    assertThat(MoveNumbers.without(all, left)).isEqualTo("1-16,18-170,173-300");
    assertThat(MoveNumbers.left(all, "1-16,18-170,173-300")).isEqualTo(needed);
  }

  /** Here it counts as a failure that a holder whose node was deleted does not know it yet. */
  @Test
  void aScheduleThatFailsIsShownShrunk() {
    for (long seed = 0; seed < MOST_SEEDS; seed++) {
      LockSchedule whole = schedule(seed, false);
      if (catchThrowable(whole::run) == null) {
        continue;
      }
      long failing = seed;
      assertThat(catchThrowable(() -> run(failing, false)))
          .hasMessageStartingWith("I3: held twice")
          .hasMessageContaining("-Dsim.seed=%d -Dsim.without=1-", seed)
          .hasMessageContaining("deleted (move ")
          .satisfies(shown -> assertThat(shownMoves(shown)).isLessThan(whole.made().size() / 5));
      return;
    }
    throw new AssertionError("no schedule fails");
  }

  private static int shownMoves(Throwable failure) {
    String text = failure.getMessage().replaceFirst("(?s).*?\\((\\d+) moves\\).*", "$1");
    return Integer.parseInt(text);
  }

  @Override
  LockSchedule schedule(long seed, boolean recording) {
    return new LockSchedule(seed, null, recording, false);
  }

  @Override
  LockSchedule schedule(long seed, List<Move> moves, boolean recording) {
    return new LockSchedule(seed, moves, recording, false);
  }
}
