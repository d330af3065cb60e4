package io.coord.curator.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tables of one run: on the terminal as they come, and as Markdown in a file. */
final class Report {

  private final Path file;
  private final StringBuilder text = new StringBuilder();

  Report(Path file) {
    this.file = file;
  }

  void heading(String title) {
    line("");
    line("## " + title);
    line("");
  }

  void say(String sentence) {
    line(sentence);
  }

  /** Begins a table of comparisons. */
  void comparisons(String unit) {
    line("");
    line("| " + unit + " | Coord | peer | peer's | ratio | target | |");
    line("|---|---|---|---|---|---|---|");
  }

  /** Adds a row, and says how the two medians compare. */
  double compare(String what, Spread ours, String peer, Spread theirs, Target target) {
    double ratio = target.ratio().of(ours, theirs);
    String direction = target.ratio() == Target.Ratio.THEIRS_TO_OURS ? "peer " : "";
    line(
        "| %s | %s | %s | %s | %s%s × | %s | %s |"
            .formatted(
                what,
                ours,
                peer,
                theirs,
                direction,
                Spread.number(ratio),
                target.text(),
                target.verdict(ratio)));
    return ratio;
  }

  /** Adds a row for which there is no figure of the peer's, and why. */
  void alone(String what, Spread ours, String peer, String why) {
    row(what, ours.toString(), peer, why, "–", "–", "");
  }

  void table(String... columns) {
    line("");
    row(columns);
    line("|" + "---|".repeat(columns.length));
  }

  void row(String... cells) {
    line("| " + String.join(" | ", List.of(cells)) + " |");
  }

  private void line(String line) {
    System.out.println(line);
    text.append(line).append('\n');
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text); // after every line: a run that is broken off leaves its rows
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
