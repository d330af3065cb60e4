package io.coord.curator.simulation.ensemble;

/** Is told of events. Two that are equal are one for a client. */
@FunctionalInterface
public interface SimulatedWatcher {

  void process(WatchEvent event);
}
