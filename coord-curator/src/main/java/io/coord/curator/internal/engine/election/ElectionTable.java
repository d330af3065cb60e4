package io.coord.curator.internal.engine.election;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The candidacies and views that are open, until all are closed. Thread-safe. */
final class ElectionTable {

  /** All that was open. */
  record Open(List<CandidacyImpl> candidacies, List<LeaderViewImpl> views) {}

  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private final Map<String, CandidacyImpl> candidacies = new HashMap<>();

  @GuardedBy("monitor")
  private final Set<LeaderViewImpl> views = new HashSet<>();

  @GuardedBy("monitor")
  private boolean closed;

  /** Adds a candidacy, unless there is one in that election. */
  CandidacyImpl add(String election, Supplier<CandidacyImpl> maker) {
    synchronized (monitor) {
      requireOpen();
      if (candidacies.containsKey(election)) {
        throw new IllegalStateException(
            "This Coordination stands in election '%s' already: %s. Close that candidacy first, and wait until its task has returned."
                .formatted(election, candidacies.get(election)));
      }
      CandidacyImpl candidacy = maker.get();
      candidacies.put(election, candidacy);
      return candidacy;
    }
  }

  /** Its task does not run any more, or it never stood. */
  void remove(CandidacyImpl candidacy) {
    synchronized (monitor) {
      candidacies.remove(candidacy.election(), candidacy);
    }
  }

  LeaderViewImpl add(Supplier<LeaderViewImpl> maker) {
    synchronized (monitor) {
      requireOpen();
      LeaderViewImpl view = maker.get();
      views.add(view);
      return view;
    }
  }

  void remove(LeaderViewImpl view) {
    synchronized (monitor) {
      views.remove(view);
    }
  }

  /** Nothing is added any more. */
  Open close() {
    synchronized (monitor) {
      closed = true;
      return new Open(new ArrayList<>(candidacies.values()), new ArrayList<>(views));
    }
  }

  /**
   * Checks that nothing has been closed.
   *
   * @throws IllegalStateException if the Coordination is closed
   */
  void requireOpen() {
    synchronized (monitor) {
      if (closed) {
        throw new IllegalStateException("This Coordination is closed.");
      }
    }
  }
}
