package io.coord.curator.simulation.ensemble;

/** Is told of events. A client knows it by its identity. */
@FunctionalInterface
public interface SimulatedWatcher {

  void process(WatchEvent event);
}
