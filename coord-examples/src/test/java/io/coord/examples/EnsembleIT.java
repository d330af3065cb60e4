package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the demonstrations on ensembles of real servers, from start to end. */
class EnsembleIT {

  private static final String DONE = "Every step followed the rules.";

  private static final Path DOCUMENT = Path.of("../docs/ensemble.md");

  private static final Duration LONGEST = Duration.ofSeconds(300);

  @TempDir private Path temporary;

  @Test
  void theElectionFollowsTheRules() throws Exception {
    List<String> out = run("election");

    assertThat(afterStep(out, "server 1 starts")).contains("1 LOOKING 0 0x0 1 (0, 0x0, 1)");
    assertThat(afterStep(out, "server 2 starts"))
        .contains("1 LOOKING 0 0x0 2 (0, 0x0, 2)", "2 LOOKING 0 0x0 2 (0, 0x0, 2)", "3 down");
    assertThat(afterStep(out, "server 3 starts"))
        .contains("3 LEADING 1 0x100000000 3", "4 down")
        .anyMatch(row -> row.startsWith("1 FOLLOWING 1 "))
        .anyMatch(row -> row.startsWith("2 FOLLOWING 1 "));
    assertThat(afterStep(out, "server 5 starts"))
        .contains("3 LEADING 1 0x100000000 3")
        .anyMatch(row -> row.startsWith("4 FOLLOWING 1 "))
        .anyMatch(row -> row.startsWith("5 FOLLOWING 1 "));
    assertThat(rules(out))
        .contains(
            "1 of 5 votes are not a majority: no server leads, all stay LOOKING.",
            "2 of 5 votes are not a majority: no server leads, all stay LOOKING.",
            "3 of 5 votes are for server 3, a majority: it leads, and starts epoch 1.",
            "a leader with a majority stays: server 5 follows, although 5 is greater than 3.",
            "epoch and zxid are equal, so the id decides: server 5 leads.",
            "epoch and zxid are equal, so the id decides: server 4 leads.",
            "the epochs are equal, so the zxid decides, not the id: server 3 leads.",
            "2 of 5 servers are not a majority, 3 are: no server leads, and no client is served.",
            "3 of 5 servers are a majority again: server 5 leads.");
    assertThat(masked(out)).as("as docs/ensemble.md quotes it").containsAll(masked(quotedRules()));
  }

  private static List<String> quotedRules() throws IOException {
    List<String> rules =
        Files.readAllLines(DOCUMENT).stream().filter(line -> line.startsWith("  rule: ")).toList();
    assertThat(rules).hasSizeGreaterThan(5);
    return rules;
  }

  /** Hides the zxids, which depend on how many sessions were opened. */
  private static List<String> masked(List<String> lines) {
    return lines.stream().map(line -> line.replaceAll("0x[0-9a-f]+", "0x…")).toList();
  }

  @Test
  void aWriteTakesItsPath() throws Exception {
    List<String> out = run("write-path");

    // Server 3 starts last, when 1 and 2 are a majority that 2 leads.
    assertThat(out)
        .contains("A write sent to the leader, server 2", "A write sent to a follower, server 1");
    assertThat(increases(out, "a client's request arrives"))
        .containsExactly(List.of(0L, 1L, 0L), List.of(1L, 0L, 0L));
    assertThat(increases(out, "the leader takes it in"))
        .containsExactly(List.of(0L, 1L, 0L), List.of(0L, 1L, 0L));
    assertThat(increases(out, "the leader counts the ack"))
        .containsExactly(List.of(0L, 2L, 0L), List.of(0L, 2L, 0L));
    assertThat(increases(out, "a follower receives the commit"))
        .containsExactly(List.of(1L, 0L, 1L), List.of(1L, 0L, 1L));
    assertThat(out)
        .containsSubsequence(
            "read /late from server 3: not found",
            "sync on server 3: no reply while it lags",
            "read /late from server 3: found",
            "every acknowledged write is on every server")
        .anyMatch(line -> line.startsWith("create: not acknowledged within 2 s ("));
  }

  @ParameterizedTest
  @ValueSource(strings = {"election", "write-path"})
  void anImpossibleNumberOfServersIsExplained(String command) throws Exception {
    try (Program program = Program.coord(temporary, command, "--servers", "2")) {
      assertThat(program.awaitExit()).isEqualTo(2);
      assertThat(program.err())
          .containsExactly("coord: --servers must be between 3 and 9, but is 2.");
    }
  }

  /** Runs the program to its end, and checks that it left nothing behind. */
  private List<String> run(String command) throws IOException, InterruptedException {
    try (Program program = Program.coord(temporary, command)) {
      int exitCode = program.awaitExit(LONGEST);
      assertThat(program.err()).isEmpty();
      assertThat(exitCode).isZero();
      assertThat(program.out()).endsWith(DONE);
      try (Stream<Path> left = Files.list(temporary)) {
        assertThat(left.filter(path -> !path.toString().contains("hsperfdata"))).isEmpty();
      }
      return program.out();
    }
  }

  /** {@return the rows of the table after the first such step, with single spaces} */
  private static List<String> afterStep(List<String> out, String step) {
    return out.stream()
        .skip(out.indexOf(step) + 1L)
        .takeWhile(line -> line.startsWith("  ") && !line.startsWith("  rule: "))
        .map(line -> line.strip().replaceAll(" +", " "))
        .toList();
  }

  private static List<String> rules(List<String> out) {
    return out.stream()
        .filter(line -> line.startsWith("  rule: "))
        .map(line -> line.substring("  rule: ".length()))
        .toList();
  }

  /** {@return how much the counters of a step increased: for each write, one number per server} */
  private static List<List<Long>> increases(List<String> out, String step) {
    return out.stream()
        .filter(line -> line.startsWith("  " + step) && !line.contains("zk_"))
        .map(line -> line.substring(step.length() + 2).strip())
        .map(line -> Stream.of(line.split("(?<!>) {2,}")).map(EnsembleIT::increase).toList())
        .toList();
  }

  private static long increase(String change) {
    String[] values = change.split(" -> ");
    return Long.parseLong(values[values.length - 1]) - Long.parseLong(values[0]);
  }
}
