package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TourIT {

  /** So long that a session does not end because the machine is busy. */
  private static final String TIMEOUT = "6s";

  @Test
  void showsEveryChangeAndChecksItOnAnyZooKeeper() throws Exception {
    try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start();
        Program onItsOwn = Program.coord("tour", "--session-timeout", TIMEOUT);
        Program connected =
            Program.coord(
                "tour", "--session-timeout", TIMEOUT, "--connect", zooKeeper.connectString())) {
      assertShownAndChecked(onItsOwn);
      assertShownAndChecked(connected);
      try (RawClient raw = RawClient.connect(zooKeeper.connectString(), Duration.ofSeconds(30))) {
        assertThat(raw.children("/")).as("what it left").containsExactly("zookeeper");
      }
    }
  }

  private static void assertShownAndChecked(Program tour) throws Exception {
    assertThat(tour.awaitExit()).as("%s", tour.err()).isZero();
    assertThat(tour.err()).isEmpty();
    assertThat(changesSeen(tour.out()))
        .containsExactly(
            "+ hadoop102   [hadoop102]",
            "+ hadoop103   [hadoop102, hadoop103]",
            "+ hadoop104   [hadoop102, hadoop103, hadoop104]",
            "~ hadoop104   [hadoop102, hadoop103, hadoop104]",
            "- hadoop103   [hadoop102, hadoop104]",
            "- hadoop102   [hadoop104]");
    assertThat(grants(tour.out()))
        .containsExactly("hadoop102", "hadoop103", "hadoop104", "hadoop103", "hadoop104");
    assertThat(tour.out())
        .contains(
            "  checked: the client's view is what ZooKeeper holds, [hadoop104]",
            "  checked: 6 changes, each seen exactly once and in order",
            "  checked: 5 grants, never two at one time, each with a greater token")
        .endsWith("  checked: the write with the crashed holder's token was refused");
  }

  /** Who was granted the lock; the first three asked at the same time, so by name. */
  private static List<String> grants(List<String> lines) {
    List<String> names =
        lines.stream()
            .filter(line -> line.contains("acquired the lock (token "))
            .map(line -> line.trim().split(" +")[2])
            .collect(Collectors.toCollection(ArrayList::new));
    names.subList(0, 3).sort(null);
    return names;
  }

  private static List<String> changesSeen(List<String> lines) {
    return lines.stream()
        .filter(line -> line.matches(" *[0-9.]+ s  client +[+~-] .*"))
        .map(line -> line.replaceFirst(" *[0-9.]+ s  client +", ""))
        .toList();
  }
}
