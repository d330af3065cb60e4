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
 * A process of the demonstration {@code crash}: acquires the lock, reports it, and then executes
 * the commands on its input. To {@code write}, it sends its token to the store, which is the
 * process that started this one. Exits when its input ends.
 */
public final class CrashChild {

  /** The command to write as a correct program does: only while the lock is held. */
  static final String WRITE = "write";

  /** The command to write without checking the lease first. */
  static final String WRITE_BLINDLY = "write blindly";

  /** The reply, before the token, when the lock is acquired. */
  static final String ACQUIRED = "acquired ";

  /** The reply, before the token, when it writes to the store. */
  static final String WRITES = "writes ";

  /** The reply when the lease is not held, so nothing is written. */
  static final String NOT_HELD = "not held";

  /** A new JVM is slow on a busy machine. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  private CrashChild() {}

  /** Takes a connect string, a lock root, the name of this process, and a session timeout in ms. */
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
      execute(lease);
    }
  }

  private static void execute(Lease lease) throws IOException {
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
