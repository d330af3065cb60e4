package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the demonstrations of the lock. */
class LockIT {

  private static final String TOKEN = "\\(token [0-9]+\\)";

  @Test
  void twoContendersTakeTurnsAndReenterTheLock() throws Exception {
    try (Program lock = Program.coord("lock", "--hold", "300ms")) {
      assertThat(lock.awaitExit()).as("%s", lock.err()).isZero();
      for (String thread : List.of("thread 1", "thread 2")) {
        assertThat(linesOf(thread, lock))
            .containsExactly(
                thread + " acquired the lock (token ...)",
                thread + " acquired it again",
                thread + " released it once",
                thread + " released the lock");
      }
      assertThat(lock.out())
          .containsSubsequence(
              "queue: 1. thread 1 holds, 2. thread 2 waits",
              "thread 1 released it once",
              "thread 2 acquired it again",
              "queue: 1. thread 2 holds");
      assertThat(tokens(lock)).hasSize(2).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void twoContendersTakeTurnsWithTheNativeLock() throws Exception {
    try (Program lock = Program.coord("native-lock", "--hold", "300ms")) {
      assertThat(lock.awaitExit()).as("%s", lock.err()).isZero();
      assertThat(lock.out())
          .containsExactlyInAnyOrder(
              "thread 1 acquired the lock (node seq-0000000000)",
              "thread 1 released the lock",
              "thread 2 acquired the lock (node seq-0000000001)",
              "thread 2 released the lock");
    }
  }

  @Test
  void aKilledHolderIsSucceededAndAPausedOneIsRejected() throws Exception {
    try (Program crash = Program.coord("crash", "--session-timeout", "6s")) {
      assertThat(crash.awaitExit()).as("%s", crash.err()).isZero();
      assertThat(crash.out())
          .contains(
              "  checked: each token was greater than the one before",
              "  checked: the paused holder did not write, and the store rejected its stale token")
          .anyMatch(line -> line.endsWith("process 2  does not write: isHeld() is false"))
          .anyMatch(line -> line.endsWith(": rejected by the store"));
      assertThat(tokens(crash)).hasSize(3).isSorted().doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lock --hold 0s", "native-lock --hold 0s", "crash --session-timeout 6s"})
  void eachRunsOnAnExistingZooKeeperAndLeavesNothing(String arguments) throws Exception {
    try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start()) {
      String[] command = (arguments + " --connect " + zooKeeper.connectString()).split(" ");
      try (Program demo = Program.coord(command);
          RawClient raw = RawClient.connect(zooKeeper.connectString(), Duration.ofSeconds(30))) {
        assertThat(demo.awaitExit()).as("%s", demo.err()).isZero();
        assertThat(raw.children("/")).containsExactly("zookeeper");
      }
    }
  }

  private static List<String> linesOf(String thread, Program program) {
    return program.out().stream()
        .filter(line -> line.startsWith(thread))
        .map(line -> line.replaceFirst(TOKEN, "(token ...)"))
        .toList();
  }

  private static List<Long> tokens(Program program) {
    Stream<String> grants =
        program.out().stream().filter(line -> line.contains("acquired the lock (token "));
    return grants.map(line -> Long.valueOf(line.replaceFirst(".*token ([0-9]+).*", "$1"))).toList();
  }
}
