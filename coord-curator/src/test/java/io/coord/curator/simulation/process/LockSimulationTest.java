package io.coord.curator.simulation.process;

import io.coord.curator.simulation.process.Moves.Move;
import java.util.List;

/**
 * The real engines of locks in the simulated world: there is one holder at a time, tokens rise,
 * nobody is forgotten and nothing is left. {@code -Dsim.schedules=100000} runs more of them, {@code
 * -Dsim.seed=17} one, with its journal.
 */
class LockSimulationTest extends SimulationTest<LockSchedule> {

  @Override
  long schedules() {
    return 2_000;
  }

  @Override
  LockSchedule schedule(long seed, boolean recording) {
    return new LockSchedule(seed, null, recording);
  }

  @Override
  LockSchedule schedule(long seed, List<Move> moves, boolean recording) {
    return new LockSchedule(seed, moves, recording);
  }
}
