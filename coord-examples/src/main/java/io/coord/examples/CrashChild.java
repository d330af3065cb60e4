package io.coord.examples;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.lock.Lease;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A process of the demonstration {@code crash}: acquires the lock, says so, and then does what it
 * is told on its input. To {@code write} it hands its token to the store, which is the process that
 * started this one. Ends with its input.
 */
public final class CrashChild {

  /** Asks for a write as a correct program makes it: only while the lock is held. */
  static final String WRITE = "write";

  /** Asks for a write without looking at the lease first. */
  static final String WRITE_BLINDLY = "write blindly";

  /** The answer before the token when the lock is acquired. */
  static final String ACQUIRED = "acquired ";

  /** The answer before the token when the store is to write. */
  static final String WRITES = "writes ";

  /** The answer when the lease says that it is not held, so that nothing is written. */
  static final String NOT_HELD = "not held";

  /** On a busy machine a JVM that has just started is slow. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  private CrashChild() {}

  /** Arguments: connect string, lock root, name of this process, session timeout in ms. */
  public static void main(String[] args) throws InterruptedException, IOException {
    CuratorCoordination.Builder builder =
        CuratorCoordination.builder(args[0])
            .lockRoot(args[1])
            .ownerLabel(args[2])
            .connectTimeout(CONNECT_TIMEOUT)
            .sessionTimeout(Duration.ofMillis(Long.parseLong(args[3])));
    try (Coordination coordination = builder.connect();
        Lease lease = coordination.lock("crash").acquire()) {
      System.out.println(ACQUIRED + lease.fencingToken());
      obey(lease);
    }
  }

  private static void obey(Lease lease) throws IOException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String command = commands.readLine(); command != null; command = commands.readLine()) {
      if (command.equals(WRITE) && !lease.isHeld()) {
        System.out.println(NOT_HELD);
      } else {
        System.out.println(WRITES + lease.fencingToken());
      }
    }
  }
}
