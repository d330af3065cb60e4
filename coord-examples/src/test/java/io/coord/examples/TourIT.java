package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TourIT {

  @Test
  void theTourShowsEveryChangeAndChecksIt() throws Exception {
    long begin = System.nanoTime();
    try (Program tour = Program.coord("tour")) {
      int exitCode = tour.awaitExit();

      assertThat(tour.err()).isEmpty();
      assertThat(exitCode).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
      assertThat(changesSeen(tour.out()))
          .containsExactly(
              "+ hadoop102   [hadoop102]",
              "+ hadoop103   [hadoop102, hadoop103]",
              "+ hadoop104   [hadoop102, hadoop103, hadoop104]",
              "~ hadoop104   [hadoop102, hadoop103, hadoop104]",
              "- hadoop103   [hadoop102, hadoop104]",
              "- hadoop102   [hadoop104]");
      assertThat(tour.out())
          .contains(
              "  checked: the client's view is what ZooKeeper holds, [hadoop104]",
              "  checked: 6 changes, each seen exactly once and in order");
    }
  }

  @Test
  void theTourRunsOnAZooKeeperThatIsThereAndLeavesNothing() throws Exception {
    try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start();
        Program tour = Program.coord("tour", "--connect", zooKeeper.connectString())) {
      assertThat(tour.awaitExit()).as("%s", tour.err()).isZero();
      try (RawClient raw = RawClient.connect(zooKeeper.connectString(), Duration.ofSeconds(10))) {
        assertThat(raw.children("/")).containsExactly("zookeeper");
      }
    }
  }

  private static List<String> changesSeen(List<String> lines) {
    return lines.stream()
        .filter(line -> line.matches(" *[0-9.]+ s  client +[+~-] .*"))
        .map(line -> line.replaceFirst(" *[0-9.]+ s  client +", ""))
        .toList();
  }
}
