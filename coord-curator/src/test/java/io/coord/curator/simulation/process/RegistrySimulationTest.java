package io.coord.curator.simulation.process;

import io.coord.curator.simulation.process.Moves.Move;
import java.util.List;

/**
 * The real engines of the registry in the simulated world: in the end the newest registration of an
 * id has the node, nobody writes in turns, and nothing is left after close. {@code
 * -Dsim.schedules=100000} runs more of them, {@code -Dsim.seed=17} one, with its journal.
 */
class RegistrySimulationTest extends SimulationTest<RegistrySchedule> {

  @Override
  long schedules() {
    return 1_000;
  }

  @Override
  RegistrySchedule schedule(long seed, boolean recording) {
    return new RegistrySchedule(seed, null, recording);
  }

  @Override
  RegistrySchedule schedule(long seed, List<Move> moves, boolean recording) {
    return new RegistrySchedule(seed, moves, recording);
  }
}
