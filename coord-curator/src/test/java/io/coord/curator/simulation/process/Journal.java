package io.coord.curator.simulation.process;

import io.coord.curator.simulation.Scheduler;
import java.util.ArrayList;
import java.util.List;

/** What happened in a schedule, for whoever must understand it: time, who, what, in which state. */
final class Journal {

  private final Scheduler scheduler;
  private final boolean kept;
  private final List<String> lines = new ArrayList<>();

  /**
   * Empty.
   *
   * @param kept whether anybody is going to read it
   */
  Journal(Scheduler scheduler, boolean kept) {
    this.scheduler = scheduler;
    this.kept = kept;
  }

  void note(Object who, String what, Object state) {
    if (kept) {
      lines.add("%12.6f s  %-12s %-40s %s".formatted(scheduler.now() / 1e9, who, what, state));
    }
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
