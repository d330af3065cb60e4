package io.coord.examples.ensemble;

import io.coord.examples.Console;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints the servers' states as a table. On a terminal it shows each change in place as it happens;
 * when piped, it prints one table for each step, at the end of the step.
 */
final class StatusTable {

  private static final String ROW = "  %-6s  %-11s  %5s  %-12s  %s";

  private static final String CLEAR_TO_END = "\u001b[K";

  private final Console console;
  private List<String> shown = List.of();

  StatusTable(Console console) {
    this.console = console;
  }

  /** Shows a state during a step. */
  void during(EnsembleState state) {
    if (console.isTerminal()) {
      show(state);
    }
  }

  /** Shows the state at the end of a step; the next table is printed below it. */
  void after(EnsembleState state) {
    show(state);
    shown = List.of();
  }

  private void show(EnsembleState state) {
    List<String> lines = lines(state);
    if (lines.equals(shown)) {
      return;
    }
    if (!shown.isEmpty()) {
      console.line("\u001b[" + (shown.size() + 1) + "A"); // back to the line above the first
    }
    lines.forEach(line -> console.line(console.isTerminal() ? line + CLEAR_TO_END : line));
    shown = lines;
  }

  static List<String> lines(EnsembleState state) {
    List<String> lines = new ArrayList<>();
    lines.add(
        ROW.formatted("server", "state", "epoch", "last zxid", "votes for (epoch, zxid, id)"));
    for (int id = 1; id <= state.size(); id++) {
      lines.add(state.up().containsKey(id) ? row(id, state.of(id)) : down(id));
    }
    return lines;
  }

  private static String row(int id, PeerStatus status) {
    Ballot own = status.own();
    boolean settled = status.isLooking() || status.serving();
    return ROW.formatted(
            id,
            status.state() + (settled ? "" : " *"),
            own.epoch(),
            Ballot.hex(own.zxid()),
            vote(status))
        .stripTrailing();
  }

  private static String vote(PeerStatus status) {
    Ballot vote = status.vote();
    if (vote.server() < 0) {
      return ""; // it has just started to look
    }
    return status.isLooking() ? vote.server() + " " + vote : Long.toString(vote.server());
  }

  private static String down(int id) {
    return ROW.formatted(id, "down", "", "", "").stripTrailing();
  }
}
