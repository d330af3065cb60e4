package io.coord.test.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a test has left open, as sentences, and where it began if that is known. */
public final class LeftBehind {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final List<String> left = new ArrayList<>();
  private final List<Throwable> places = new ArrayList<>();

  /** Adds the open leases of a process that is to be closed now. */
  public void addLeases(TestProcess process) {
    for (LeaseTracker.OpenLease lease : process.openLeases()) {
      left.add(
          "a lease of lock '%s' in process '%s', acquired at %s"
              .formatted(lease.lock(), process.name(), place(lease.askedFor())));
      places.add(lease.askedFor());
    }
  }

  /** Closes the process, and adds it if it cannot be closed. */
  public void close(TestProcess process) {
    try {
      process.close();
    } catch (Throwable t) {
      left.add("process '%s', which could not be closed: %s".formatted(process.name(), t));
      places.add(t);
    }
  }

  /** Adds what is left at the server, and the threads left here, when all processes are closed. */
  public void addRemains(ZkServer server, Set<Thread> othersThreads) {
    try {
      boolean unused = Polling.until(PATIENCE, () -> remains(server, othersThreads).isEmpty());
      left.addAll(remains(server, othersThreads));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while closing.", e);
    }
  }

  /** Fails if there is anything. */
  public void assertNothing() {
    if (!left.isEmpty()) {
      AssertionError failure =
          new AssertionError("Left open by the test: " + String.join("; ", left));
      places.forEach(failure::addSuppressed);
      throw failure;
    }
  }

  private static List<String> remains(ZkServer server, Set<Thread> othersThreads) {
    List<String> remains = new ArrayList<>();
    server.ephemerals().forEach(path -> remains.add("the node " + path));
    server.watchedPaths().forEach(path -> remains.add("a watch of " + path));
    NoLeaks.threadsOfCoordAndClients().stream()
        .filter(thread -> !othersThreads.contains(thread))
        .forEach(thread -> remains.add("the thread " + thread.getName()));
    return remains;
  }

  /** The line of the application or its test that asked for it. */
  private static String place(Throwable askedFor) {
    for (StackTraceElement line : askedFor.getStackTrace()) {
      String type = line.getClassName();
      if (!type.startsWith("io.coord.test.internal.")
          && !type.contains("$Proxy")
          && !type.startsWith("java.")
          && !type.startsWith("jdk.")) {
        return line.toString();
      }
    }
    return "an unknown place";
  }
}
