package io.coord.curator.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports that stay free while a server is down for a moment: on loopback, below the range that
 * the system gives to outgoing connections. Each JVM takes them from a block of its own and each
 * port once before any a second time, so that neither two test JVMs nor two servers that have not
 * started yet get the same.
 */
public final class Ports {

  private static final int FIRST = 12_000;
  private static final int BLOCKS = 10;
  private static final int BLOCK = 2_000;

  /** Bound for as long as this JVM lives: whoever holds the first port of a block has the block. */
  private static final ServerSocket CLAIM = claim();

  private static int next = ThreadLocalRandom.current().nextInt(BLOCK); // guarded by the class

  private Ports() {}

  /** A port that nobody listens on. */
  public static synchronized int free() {
    for (int tries = 0; tries < BLOCK; tries++) {
      next = next % (BLOCK - 1) + 1;
      int port = CLAIM.getLocalPort() + next;
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException taken) {
        // Another one, then.
      }
    }
    throw new IllegalStateException("no free port");
  }

  private static ServerSocket claim() {
    int start = ThreadLocalRandom.current().nextInt(BLOCKS);
    for (int i = 0; i < BLOCKS; i++) {
      int port = FIRST + (start + i) % BLOCKS * BLOCK;
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (IOException taken) {
        // Another JVM's.
      }
    }
    throw new IllegalStateException("no free block of ports");
  }
}
