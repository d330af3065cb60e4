package io.coord.curator.simulation.differential;

import java.util.List;

/** A server and its clients: a real one, or the simulated one. */
interface World extends AutoCloseable {

  /** Takes the steps, one after another, and tells what each session was told. */
  Ledger run(List<Step> steps);

  @Override
  void close();
}
