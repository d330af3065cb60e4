package io.coord.curator.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures candidates turn by turn, so that whatever else the machine does meanwhile hits all of
 * them alike. Each round goes in the opposite order of the one before.
 *
 * @param warmups rounds whose results are thrown away
 * @param measured rounds that count
 */
record Rounds(int warmups, int measured) {

  /** One measurement. */
  @FunctionalInterface
  interface Measurement<T> {
    T take() throws Exception;
  }

  /** A figure for each candidate. */
  Map<String, Spread> alternate(Map<String, Measurement<Double>> candidates) throws Exception {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    collect(candidates).forEach((name, taken) -> spreads.put(name, Spread.of(taken)));
    return spreads;
  }

  /** What each candidate gave in the rounds that count. */
  <T> Map<String, List<T>> collect(Map<String, Measurement<T>> candidates) throws Exception {
    Map<String, List<T>> results = new LinkedHashMap<>();
    candidates.keySet().forEach(name -> results.put(name, new ArrayList<>()));
    List<String> order = new ArrayList<>(candidates.keySet());
    for (int round = 0; round < warmups + measured; round++) {
      for (String name : order) {
        T result = candidates.get(name).take();
        if (round >= warmups) {
          results.get(name).add(result);
        }
      }
      Collections.reverse(order);
    }
    return results;
  }
}
