package io.coord.curator.lab.soak;

import io.coord.curator.lab.history.Checker;
import io.coord.curator.lab.history.History;
import io.coord.curator.lab.history.Invariant;
import io.coord.curator.lab.history.Kind;
import io.coord.curator.lab.history.Outcome;
import io.coord.curator.lab.history.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The result of a run as a table in Markdown. */
final class Table {

  private Table() {}

  static String of(SoakSettings settings, History history, List<Violation> violations) {
    Figures figures = new Figures(history.entries(), settings.sessionTimeout().toNanos());
    StringBuilder table = new StringBuilder("| | |\n|---|---|\n");
    row(table, "subject", settings.subject());
    row(table, "seed", settings.seed());
    row(table, "length", minutes(settings.length()));
    row(
        table,
        "operations",
        "%,d: %,d done, %,d refused, %,d indeterminate"
            .formatted(
                figures.operations(),
                figures.operations(Outcome.DONE),
                figures.operations(Outcome.REFUSED),
                figures.operations(Outcome.INDETERMINATE)));
    row(table, "grants", "%,d".formatted(figures.done(Kind.ACQUIRE)));
    row(table, "terms of leaders", "%,d".formatted(figures.done(Kind.LEAD)));
    row(
        table,
        "members joined, updated, left",
        "%,d, %,d, %,d"
            .formatted(
                figures.done(Kind.REGISTER),
                figures.done(Kind.UPDATE),
                figures.done(Kind.DEREGISTER)));
    row(table, "faults", figures.faults().values().stream().mapToInt(i -> i).sum());
    row(
        table,
        "by kind",
        figures.faults().entrySet().stream()
            .map(fault -> fault.getValue() + " × " + fault.getKey())
            .collect(Collectors.joining(", ")));
    row(table, "takeovers judged, views and reads compared", figures.comparisons());
    row(table, "stale writes attempted", "%,d".formatted(figures.staleWrites(false)));
    row(table, "stale writes accepted", "%,d".formatted(figures.staleWrites(true)));
    row(
        table,
        "longest overlap of two holders",
        new Checker(settings.sessionTimeout()).longestOverlap(history));
    row(
        table,
        "the same, with the declared exceptions",
        new Checker(settings.sessionTimeout()).longestOverlapOfAll(history));
    row(table, "loss detection p50 / p99 / max (n)", figures.lossDetection());
    row(table, "handoff after a crash p50 / p99 / max (n)", figures.handOver());
    row(table, "membership convergence p50 / p99 / max (n)", figures.convergence());
    row(
        table,
        "at the end",
        history.entries().stream()
            .filter(entry -> entry.kind() == Kind.SETTLED)
            .map(
                entry ->
                    "%s: %,d ms".formatted(entry.name(), (entry.end() - entry.begin()) / 1_000_000))
            .collect(Collectors.joining(", ")));
    row(table, "leaks", figures.done(Kind.LEFTOVER));
    row(
        table,
        "violations",
        Stream.of(Invariant.values())
            .map(
                invariant ->
                    invariant
                        + " "
                        + violations.stream().filter(v -> v.invariant() == invariant).count())
            .collect(Collectors.joining(", ")));
    return table.toString();
  }

  private static void row(StringBuilder table, String name, Object value) {
    table.append("| ").append(name).append(" | ").append(value).append(" |\n");
  }

  private static String minutes(Duration length) {
    return String.format(Locale.ROOT, "%.1f min", length.toMillis() / 60_000.0);
  }
}
