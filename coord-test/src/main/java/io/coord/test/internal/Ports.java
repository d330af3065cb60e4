package io.coord.test.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports that stay free while a server is down for a moment: on loopback, below the range that
 * the system gives to outgoing connections. All JVMs of a user share them through a file in which
 * each locks one byte for each of its ports until it ends, so no two get the same. A JVM with very
 * many reuses its own oldest.
 */
public final class Ports {

  private static final int FIRST = 12_000;
  private static final int COUNT = 20_000;
  private static final int MOST_OF_ONE_JVM = 1_000;

  /** Never closed: that would give up all locks. */
  private static final FileChannel CLAIMS = open();

  private static final Deque<FileLock> claimed = new ArrayDeque<>(); // guarded by the class
  private static int next = ThreadLocalRandom.current().nextInt(COUNT); // guarded by the class

  private Ports() {}

  /** A port on which nobody listens. */
  public static synchronized int free() {
    for (int tries = 0; tries < COUNT; tries++) {
      FileLock claim = claimed.size() < MOST_OF_ONE_JVM ? claimNext() : claimed.poll();
      if (claim != null) {
        claimed.add(claim);
        int port = (int) claim.position();
        if (isFree(port)) {
          return port;
        }
      }
    }
    throw new IllegalStateException("no free port");
  }

  private static FileLock claimNext() {
    int port = FIRST + next;
    next = (next + 1) % COUNT;
    return claim(port);
  }

  /** Null if another JVM has claimed that port. */
  static FileLock claim(int port) {
    try {
      return CLAIMS.tryLock(port, 1, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static FileChannel open() {
    String name = "coord-test-ports-" + System.getProperty("user.name");
    try {
      return FileChannel.open(
          Path.of(System.getProperty("java.io.tmpdir"), name),
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
