package io.coord.curator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Checks that nothing is left of a closed Coordination and of the clients it owned: no thread, no
 * watch, no ephemeral node.
 */
public final class NoLeaks {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Predicate<String> OF_COORD = name -> name.startsWith("coord-");
  private static final Predicate<String> OF_CLIENTS =
      name ->
          // The thread that wakes an InterProcessMutex: Curator never ends it.
          (name.startsWith("Curator-") && !name.startsWith("Curator-SafeNotifyService"))
              || name.contains("-SendThread(")
              || name.endsWith("-EventThread");

  private NoLeaks() {}

  /** Fails if Coord has left a thread, while the test's own clients are still open. */
  public static void ofThreads() {
    assertNothingLeft(OF_COORD);
  }

  /** Fails if Coord or a client has left a thread, when all are closed. */
  public static void ofThreadsAndClients() {
    assertNothingLeft(OF_COORD.or(OF_CLIENTS));
  }

  /** Fails if any client has left a watch or an ephemeral node at this server. */
  public static void at(ZkServer server) {
    at(server, PATIENCE);
  }

  static void at(ZkServer server, Duration patience) {
    if (!server.isRunning()) {
      return;
    }
    Awaitility.await("watches and ephemeral nodes are gone")
        .atMost(patience)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(
            () -> {
              assertThat(server.watchedPaths()).as("watched paths").isEmpty();
              assertThat(server.watchCount()).as("watches").isZero();
              assertThat(server.ephemerals()).as("ephemeral nodes").isEmpty();
            });
  }

  private static void assertNothingLeft(Predicate<String> name) {
    Awaitility.await("threads have ended")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(threads(name)).as("threads").isEmpty());
  }

  private static List<String> threads(Predicate<String> name) {
    return Stream.of(all()).map(Thread::getName).filter(name).sorted().toList();
  }

  private static Thread[] all() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    Thread[] threads = new Thread[group.activeCount() + 64];
    int count = group.enumerate(threads);
    return Stream.of(threads).limit(count).toArray(Thread[]::new);
  }
}
