package io.coord.curator.lab.soak;

import io.coord.curator.lab.history.Entry;
import io.coord.curator.lab.history.History;
import io.coord.curator.lab.history.Kind;
import io.coord.curator.lab.history.Outcome;
import java.util.HashMap;
import java.util.Map;

/**
 * The resource that locks protect: it remembers the greatest token of each lock and refuses smaller
 * ones. From a subject without tokens it takes everything. Thread-safe.
 */
final class FencedStore {

  private final History history;
  private final Map<String, Long> greatest = new HashMap<>(); // guarded by this
  private final Map<String, String> writers = new HashMap<>(); // guarded by this

  FencedStore(History history) {
    this.history = history;
  }

  synchronized boolean write(String process, String lock, long token, boolean fenced) {
    long seen = greatest.getOrDefault(lock, 0L);
    boolean accepted = !fenced || token >= seen;
    long now = System.nanoTime();
    Outcome outcome = accepted ? Outcome.DONE : Outcome.REFUSED;
    history.add(new Entry(process, Kind.WRITE, lock, now, now, 0, outcome, token, ""));
    greatest.put(lock, Math.max(seen, token));
    if (accepted) {
      writers.put(lock, process);
    }
    return accepted;
  }

  /** Who wrote last under that lock; null if nobody did. */
  synchronized String lastWriter(String lock) {
    return writers.get(lock);
  }
}
