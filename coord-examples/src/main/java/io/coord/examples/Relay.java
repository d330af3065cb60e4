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
 * The network between one process and ZooKeeper: everything goes through until it is cut. Then the
 * process is to ZooKeeper what a crashed one is: it says nothing more, not even goodbye, and its
 * session ends by running out.
 */
final class Relay implements AutoCloseable {

  private static final int CONNECT_MILLIS = 2_000;

  private final ServerSocket entrance;
  private final ConnectStringParser target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private Relay(ServerSocket entrance, ConnectStringParser target) {
    this.entrance = entrance;
    this.target = target;
  }

  /** A relay to the ZooKeeper at that connect string. */
  static Relay to(String connectString) {
    try {
      ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Relay relay = new Relay(entrance, new ConnectStringParser(connectString));
      start("relay", relay::accept);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a client gives to connect through this relay. */
  String connectString() {
    String chroot = target.getChrootPath();
    return "localhost:" + entrance.getLocalPort() + (chroot == null ? "" : chroot);
  }

  /** Cuts every connection and refuses new ones, for good. */
  void cut() {
    closeQuietly(entrance);
    open.forEach(Relay::closeQuietly);
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
        // Cut. There is nobody to tell: refusing is what is wanted now.
      }
    }
  }

  private void connect(Socket client) {
    open.add(client);
    try (Socket server = new Socket()) {
      open.add(server);
      // ZooKeeper's client goes on to the next server by connecting again; so does this.
      List<InetSocketAddress> servers = target.getServerAddresses();
      InetSocketAddress next = servers.get(Math.floorMod(client.getPort(), servers.size()));
      server.connect(new InetSocketAddress(next.getHostString(), next.getPort()), CONNECT_MILLIS);
      // Without this, an event and the answer behind it would wait for each other for 40 ms.
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      if (entrance.isClosed()) {
        return; // cut while this was connecting
      }
      start("relay-answers", () -> pump(server, client));
      pump(client, server);
    } catch (IOException e) {
      // This server cannot be reached; the client sees its connection close and tries again.
    } finally {
      closeQuietly(client);
      open.remove(client);
    }
  }

  private void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // One side closed: so does the other, by the end of this block.
    } finally {
      open.remove(from);
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
      // A socket that cannot be closed is closed.
    }
  }
}
