package io.coord.test.internal;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks that nothing is left of a closed Coordination and of the clients it owned: no thread, no
 * watch, no ephemeral node.
 */
public final class NoLeaks {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private NoLeaks() {}

  /** Fails if Coord has left a thread, while the test's own clients are still open. */
  public static void ofThreads() {
    assertNothingLeft(NoLeaks::isOfCoord);
  }

  /** Fails if Coord or a client has left a thread, when all are closed. */
  public static void ofThreadsAndClients() {
    assertNothingLeft(name -> isOfCoord(name) || isOfClient(name));
  }

  /** Fails if any client has left a watch or an ephemeral node at this server. */
  public static void at(ZkServer server) {
    at(server, PATIENCE);
  }

  /** As {@link #at(ZkServer)}, with another patience. */
  public static void at(ZkServer server, Duration patience) {
    if (server.isRunning()) {
      awaitNone(
          patience,
          "watches or ephemeral nodes",
          () ->
              Stream.concat(server.watchedPaths().stream(), server.ephemerals().stream()).toList());
    }
  }

  /** The threads of Coord and of clients that run now. */
  public static Set<Thread> threadsOfCoordAndClients() {
    return Stream.of(all())
        .filter(thread -> isOfCoord(thread.getName()) || isOfClient(thread.getName()))
        .collect(Collectors.toSet());
  }

  private static boolean isOfCoord(String thread) {
    return thread.startsWith("coord-");
  }

  private static boolean isOfClient(String thread) {
    // The thread that wakes an InterProcessMutex: Curator never ends it.
    return (thread.startsWith("Curator-") && !thread.startsWith("Curator-SafeNotifyService"))
        || thread.contains("-SendThread(")
        || thread.endsWith("-EventThread");
  }

  private static void assertNothingLeft(Predicate<String> name) {
    awaitNone(PATIENCE, "threads", () -> threads(name));
  }

  private static void awaitNone(Duration patience, String what, Supplier<List<String>> look) {
    try {
      if (!Polling.until(patience, () -> look.get().isEmpty())) {
        throw new AssertionError("there are still %s: %s".formatted(what, look.get()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for the end of " + what, e);
    }
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
