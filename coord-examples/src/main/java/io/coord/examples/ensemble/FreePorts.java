package io.coord.examples.ensemble;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports to listen on that stay usable when their server is killed and restarted. They lie
 * below the range from which systems choose ports for outgoing connections: otherwise such a
 * connection could occupy one in the meantime.
 */
final class FreePorts {

  private static final int FIRST = 11_000;
  private static final int END = 32_000;

  private int next = ThreadLocalRandom.current().nextInt(FIRST, END);

  int next() {
    for (int tried = FIRST; tried < END; tried++) {
      next = next + 1 < END ? next + 1 : FIRST;
      if (isFree(next)) {
        return next;
      }
    }
    throw new IllegalStateException("There is no free port between " + FIRST + " and " + END + ".");
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
