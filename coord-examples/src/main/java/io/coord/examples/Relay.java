package io.coord.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.zookeeper.client.ConnectStringParser;

/**
 * The network between one process and its servers. It forwards everything immediately, until {@link
 * #hold} holds back what the servers send, or {@link #cut} closes all connections. Thread-safe.
 */
public final class Relay implements AutoCloseable {

  private static final int CONNECT_MILLIS = 2_000;

  private final ServerSocket entrance;
  private final ConnectStringParser target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private boolean held; // guarded by this

  private Relay(ServerSocket entrance, ConnectStringParser target) {
    this.entrance = entrance;
    this.target = target;
  }

  /** Starts a relay to the servers of this connect string. */
  public static Relay to(String connectString) {
    try {
      ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Relay relay = new Relay(entrance, new ConnectStringParser(connectString));
      start("relay", relay::accept);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the connect string for a client that connects through this relay} */
  String connectString() {
    String chroot = target.getChrootPath();
    return "localhost:" + port() + (chroot == null ? "" : chroot);
  }

  /** {@return the port on which it listens, on the loopback address} */
  public int port() {
    return entrance.getLocalPort();
  }

  /** Holds back what the servers send from now on. What is sent to them still reaches them. */
  public synchronized void hold() {
    held = true;
  }

  /** Delivers what was held back, and everything that follows. */
  public synchronized void release() {
    held = false;
    notifyAll();
  }

  /**
   * Closes every connection and refuses new ones, for good. To ZooKeeper, the process behind this
   * relay then looks like one that has crashed: it sends nothing more, and its session expires.
   */
  void cut() {
    closeQuietly(entrance);
    open.forEach(Relay::closeQuietly);
    release(); // lets the threads end
  }

  @Override
  public void close() {
    cut();
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        start("relay-connection", () -> connect(client));
      } catch (IOException e) {
        // Cut, or the connection was closed before it was accepted; its client will retry.
      }
    }
  }

  private void connect(Socket client) {
    open.add(client);
    try (Socket server = new Socket()) {
      open.add(server);
      // ZooKeeper's client moves to the next server by reconnecting; so does this.
      List<InetSocketAddress> servers = target.getServerAddresses();
      InetSocketAddress next = servers.get(Math.floorMod(client.getPort(), servers.size()));
      server.connect(new InetSocketAddress(next.getHostString(), next.getPort()), CONNECT_MILLIS);
      // Without this, an event could delay the reply behind it by 40 ms.
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      if (entrance.isClosed()) {
        return; // cut while this was connecting
      }
      start("relay-replies", () -> pump(server, client, this::awaitRelease));
      pump(client, server, () -> {});
    } catch (IOException e) {
      // This server cannot be reached; the client sees its connection close and retries.
    } finally {
      closeQuietly(client);
      open.remove(client);
    }
  }

  private void pump(Socket from, Socket to, Runnable beforeEachWrite) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        beforeEachWrite.run();
        out.write(buffer, 0, length);
      }
    } catch (IOException e) {
      // One side has closed; the end of this block closes the other.
    } finally {
      open.remove(from);
    }
  }

  private synchronized void awaitRelease() {
    try {
      while (held) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts these threads
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // There is nothing else to do with a socket that cannot be closed.
    }
  }
}
