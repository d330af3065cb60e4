package io.coord.curator.simulation.differential;

import io.coord.curator.simulation.ensemble.Request;
import java.util.ArrayList;
import java.util.List;

/** What all sessions of a sequence were told. */
final class Ledger {

  private final List<Journal> journals = new ArrayList<>();
  private final List<Long> sessions = new ArrayList<>();

  /** A session begins. */
  Journal begin() {
    Journal journal = new Journal();
    journals.add(journal);
    return journal;
  }

  /** The id of the session that has begun last. */
  void session(long id) {
    sessions.add(id);
  }

  /** One list for each session, in words that do not depend on the server. */
  List<List<String>> lines() {
    long base = journals.get(0).firstZxid();
    return journals.stream().map(journal -> journal.lines(base, sessions)).toList();
  }

  /** Whether it sets a watcher, or takes one away. */
  static boolean watches(Request request) {
    return request instanceof Request.Exists exists && exists.watch()
        || request instanceof Request.GetData data && data.watch()
        || request instanceof Request.GetChildren children && children.watch()
        || request instanceof Request.AddWatch
        || request instanceof Request.CheckWatches;
  }
}
