package io.coord.examples.ensemble;

import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The progress of each server at one time.
 *
 * @param counts by server, how often it has performed each step
 * @param zxids by server, its last transaction
 */
record Measurement(
    SortedMap<Integer, Map<WriteStep, Long>> counts, SortedMap<Integer, Long> zxids) {

  static Measurement of(Ensemble ensemble) throws InterruptedException {
    EnsembleState state = ensemble.await("All servers should respond", any -> true);
    SortedMap<Integer, Map<WriteStep, Long>> counts = new TreeMap<>();
    SortedMap<Integer, Long> zxids = new TreeMap<>();
    for (int id : state.up().keySet()) {
      Map<String, Long> counters = ensemble.peer(id).counters();
      Map<WriteStep, Long> steps = new EnumMap<>(WriteStep.class);
      for (WriteStep step : WriteStep.values()) {
        steps.put(step, step.count(counters));
      }
      counts.put(id, steps);
      zxids.put(id, state.of(id).own().zxid());
    }
    return new Measurement(counts, zxids);
  }

  long count(int server, WriteStep step) {
    return counts.getOrDefault(server, Map.of()).getOrDefault(step, 0L);
  }

  long zxid(int server) {
    return zxids.getOrDefault(server, 0L);
  }
}
