package io.coord.examples.inspect;

import io.coord.examples.Console;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Shows reports: on a terminal each replaces the one before; when piped, they follow one another.
 * Does not repeat a report that equals the last one.
 */
final class Screen {

  private static final String CLEAR = "\u001b[H\u001b[2J";

  private final Console console;
  private final boolean dated;
  private List<String> shown = List.of();

  Screen(Console console, boolean dated) {
    this.console = console;
    this.dated = dated;
  }

  void show(List<String> report) {
    if (report.equals(shown)) {
      return;
    }
    shown = report;
    String time = "at " + LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
    if (dated) {
      console.line((console.isTerminal() ? CLEAR : "") + time);
    }
    report.forEach(console::line);
  }
}
