package io.coord.curator.lab.soak;

/**
 * A kind of fault.
 *
 * @param name for the history
 * @param weight how often it is drawn
 * @param strike injects it and ends it
 */
record Fault(String name, int weight, Strike strike) {

  /** Injects a fault, and returns when it is over. */
  @FunctionalInterface
  interface Strike {
    void run(String name) throws Exception;
  }
}
