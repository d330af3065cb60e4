package io.coord.curator.simulation.process;

import io.coord.curator.simulation.process.Moves.Move;
import java.util.List;

/**
 * The real engine of elections in the simulated world: one leads at a time, epochs rise, and there
 * is a leader again whatever has happened. {@code -Dsim.schedules=100000} runs more of them, {@code
 * -Dsim.seed=17} one, with its journal.
 */
class ElectionSimulationTest extends SimulationTest<ElectionSchedule> {

  @Override
  long schedules() {
    return 2_500;
  }

  @Override
  ElectionSchedule schedule(long seed, boolean recording) {
    return new ElectionSchedule(seed, null, recording);
  }

  @Override
  ElectionSchedule schedule(long seed, List<Move> moves, boolean recording) {
    return new ElectionSchedule(seed, moves, recording);
  }
}
