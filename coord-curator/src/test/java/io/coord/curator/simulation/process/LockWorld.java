package io.coord.curator.simulation.process;

import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import java.util.List;
import java.util.Random;

/** What a {@link LockNemesis} does harm to. */
interface LockWorld {

  Scheduler scheduler();

  SimulatedEnsemble ensemble();

  /** How many servers there are. */
  int servers();

  /** The paths of the nodes whose children are contenders. */
  List<String> queues();

  Journal journal();

  /** What is done to it. */
  Moves moves();

  /** The processes that have not crashed. */
  List<LockProcess> alive();

  /** The process of that name that is alive; null if there is none. */
  default LockProcess find(String name) {
    for (LockProcess process : alive()) {
      if (process.toString().equals(name)) {
        return process;
      }
    }
    return null;
  }

  /** That process is dead. */
  void crashed(LockProcess process);

  /**
   * A process of that name starts, in the place of one that crashed.
   *
   * @param random for its choices
   */
  void start(String name, Random random);

  /** An administrator deletes that node. */
  void deleted(String path);

  /** The application of that process closes a Coordination, and opens another one. */
  void close(LockProcess process, Random random);
}
