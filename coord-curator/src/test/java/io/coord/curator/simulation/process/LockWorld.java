package io.coord.curator.simulation.process;

import java.util.List;

/** What a {@link LockNemesis} does harm to. */
interface LockWorld {

  /** The processes that have not crashed. */
  List<LockProcess> alive();

  /** That process is dead. */
  void crashed(LockProcess process);

  /** A process of that name starts, in the place of one that crashed. */
  void start(String name);

  /** An administrator deletes that node. */
  void deleted(String path);

  /** The application of that process closes a Coordination, and opens another one. */
  void close(LockProcess process);
}
