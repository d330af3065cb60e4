package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the demonstration of the election, on a ZooKeeper that is already running. */
class LeaderIT {

  private static final Pattern LEADS = Pattern.compile("(\\w+)  leads \\(epoch ([0-9]+)\\)$");
  private static final Pattern FOLLOWS =
      Pattern.compile("(\\w+)  follows (\\w+) at (\\S+) \\(epoch ([0-9]+)\\)$");

  /** Long enough that no session expires because the machine is busy. */
  private static final String TIMEOUT = "6s";

  @Test
  void leadersChangeAndEverybodyFollowsThem() throws Exception {
    try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start();
        Program leader =
            Program.coord(
                "leader", "--session-timeout", TIMEOUT, "--connect", zooKeeper.connectString())) {
      assertThat(leader.awaitExit()).as("%s %s", leader.out(), leader.err()).isZero();

      List<String> leaders = matches(LEADS, leader).map(it -> it.group(1)).toList();
      List<Long> epochs = matches(LEADS, leader).map(it -> Long.valueOf(it.group(2))).toList();
      assertThat(leaders).containsExactly("hadoop102", "hadoop103", "hadoop104", "hadoop102");
      assertThat(epochs).isSorted().doesNotHaveDuplicates();
      assertThat(matches(FOLLOWS, leader))
          .hasSizeGreaterThanOrEqualTo(8) // two followers of each leader
          .allSatisfy(
              it -> {
                assertThat(it.group(3)).isEqualTo(it.group(2) + ".example.com:8080");
                int term = epochs.indexOf(Long.valueOf(it.group(4)));
                assertThat(leaders.get(term)).isEqualTo(it.group(2)).isNotEqualTo(it.group(1));
              });
      assertThat(leader.out())
          .contains(
              "  checked: 4 terms, each with a greater epoch",
              "  checked: every process saw each leader, with its address and epoch",
              "  checked: the next leader began only after the task of the last had returned")
          .endsWith(
              "  checked: the paused leader did not write, and the store rejected its stale epoch");
      try (RawClient raw = RawClient.connect(zooKeeper.connectString(), Duration.ofSeconds(30))) {
        assertThat(raw.children("/")).as("nodes left behind").containsExactly("zookeeper");
      }
    }
  }

  @Test
  void helpSaysWhatItShowsAndWhatItReturns() throws Exception {
    try (Program help = Program.coord("leader", "--help")) {
      assertThat(help.awaitExit()).isZero();
      assertThat(String.join("\n", help.out()))
          .contains("is killed", "--session-timeout=TIME", "a check found a broken guarantee");
    }
  }

  private static Stream<Matcher> matches(Pattern pattern, Program program) {
    return program.out().stream().map(pattern::matcher).filter(Matcher::find);
  }
}
