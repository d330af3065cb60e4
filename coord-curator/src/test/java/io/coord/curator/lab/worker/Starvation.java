package io.coord.curator.lab.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How long a thread was ready to run but got no processor, in nanoseconds, as Linux's scheduler
 * reports. On a machine with more work than processors that can be most of the time.
 */
final class Starvation {

  private static final Path SCHEDULER = Path.of("/proc/thread-self/schedstat");

  private static final ThreadLocal<Long> MORE = ThreadLocal.withInitial(() -> 0L);

  private Starvation() {}

  /** Since the thread was started. */
  static long ofThisThread() {
    try {
      String[] numbers = Files.readString(SCHEDULER).trim().split(" ");
      return Long.parseLong(numbers[1]) + MORE.get();
    } catch (IOException e) {
      return MORE.get(); // not Linux
    }
  }

  /** Adds what another thread was late that this one had to wait for. */
  static void add(long nanos) {
    MORE.set(MORE.get() + nanos);
  }
}
