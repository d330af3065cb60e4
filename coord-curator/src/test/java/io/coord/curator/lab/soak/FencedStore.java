package io.coord.curator.lab.soak;

import io.coord.curator.lab.history.Entry;
import io.coord.curator.lab.history.History;
import io.coord.curator.lab.history.Kind;
import io.coord.curator.lab.history.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The resource that locks protect: it remembers the greatest token of each lock and rejects smaller
 * ones. It accepts everything from a subject without tokens. Thread-safe.
 */
final class FencedStore {

  private static final long WHILE = 100_000_000;

  private final History history;
  private final Map<String, Long> greatest = new HashMap<>(); // guarded by this
  private final Map<String, Writer> writers = new HashMap<>(); // guarded by this

  /** Who wrote last under a lock, with which token, and since when. */
  private record Writer(String process, long token, long since, long last) {
    Writer after(String writer, long newToken, long now) {
      boolean goesOn = process.equals(writer) && token == newToken;
      return goesOn
          ? new Writer(writer, token, since, now)
          : new Writer(writer, newToken, now, now);
    }
  }

  FencedStore(History history) {
    this.history = history;
  }

  synchronized boolean write(String process, String lock, long token, boolean fenced) {
    long seen = greatest.getOrDefault(lock, 0L);
    boolean accepted = !fenced || token >= seen;
    long now = System.nanoTime();
    Outcome outcome = accepted ? Outcome.DONE : Outcome.REFUSED;
    history.add(new Entry(process, Kind.WRITE, lock, now, now, 0, outcome, 0, token, ""));
    greatest.put(lock, Math.max(seen, token));
    if (accepted) {
      Writer before = writers.getOrDefault(lock, new Writer("", 0, 0, 0));
      writers.put(lock, before.after(process, token, now));
    }
    return accepted;
  }

  /** Who has been writing under one of these locks for a while, and still is. */
  synchronized Optional<String> holder(List<String> locks) {
    long now = System.nanoTime();
    return locks.stream()
        .map(writers::get)
        .filter(writer -> writer != null && now - writer.last() < WHILE / 2)
        .filter(writer -> writer.last() - writer.since() > WHILE)
        .map(Writer::process)
        .findAny();
  }
}
