package io.coord.curator.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports that stay free while a server is down for a moment. */
final class Ports {

  private Ports() {}

  /** A port on loopback below the range that the system gives to outgoing connections. */
  static int free() {
    for (int tries = 0; tries < 1000; tries++) {
      int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException taken) {
        // Another one, then.
      }
    }
    throw new IllegalStateException("no free port");
  }
}
