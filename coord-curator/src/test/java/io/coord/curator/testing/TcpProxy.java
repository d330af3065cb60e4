package io.coord.curator.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The network between a client and a server on loopback. It forwards, until it is told to break:
 * {@link #freeze} holds everything back, the end of a connection too, and tells nobody, {@link
 * #cut} closes all connections and every new one at once, {@link #delay} slows both directions
 * down, {@link #loseAnswers} swallows what the server says.
 */
public final class TcpProxy implements AutoCloseable {

  private enum Mode {
    FORWARD,
    FROZEN,
    CUT,
    CLOSED
  }

  private final ServerSocket listener;
  private final int target;
  private final Duration patience; // with a server that does not listen
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final LongAdder toClient = new LongAdder();
  private final Object monitor = new Object();
  private Mode mode = Mode.FORWARD; // guarded by monitor
  private Duration delay = Duration.ZERO; // guarded by monitor
  private boolean answersLost; // guarded by monitor

  private TcpProxy(int target, Duration patience) throws IOException {
    this.target = target;
    this.patience = patience;
    this.listener = new ServerSocket();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()));
  }

  /** A proxy that forwards to a server on loopback. */
  public static TcpProxy to(int port) {
    return to(port, Duration.ZERO);
  }

  /**
   * A proxy that keeps a connection for so long if the server does not listen yet: for those who
   * take it for gone if they were connected, and would have tried again if they had been refused.
   */
  public static TcpProxy to(int port, Duration patience) {
    try {
      TcpProxy proxy = new TcpProxy(port, patience);
      proxy.daemon("accept", proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For clients. */
  public String connectString() {
    return "127.0.0.1:" + port();
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /**
   * A black hole: connections stay open, new ones are accepted, nothing gets through. The server
   * does not hear of a new connection before {@link #restore}.
   */
  public void freeze() {
    enter(Mode.FROZEN);
  }

  /** Closes all connections, and every new one at once. */
  public void cut() {
    enter(Mode.CUT);
    closeSockets();
  }

  /** From now on everything takes that much longer, in each direction. */
  public void delay(Duration perDirection) {
    synchronized (monitor) {
      delay = perDirection;
    }
  }

  /** From now on what the server says is swallowed; what clients say still reaches it. */
  public void loseAnswers() {
    synchronized (monitor) {
      answersLost = true;
    }
  }

  /** Forwards again; what was held back since {@link #freeze} is delivered. */
  public void restore() {
    synchronized (monitor) {
      delay = Duration.ZERO;
      answersLost = false;
    }
    enter(Mode.FORWARD);
  }

  /** How many bytes have gone from the server to clients, pings' answers among them. */
  public long bytesToClients() {
    return toClient.sum();
  }

  @Override
  public void close() {
    enter(Mode.CLOSED);
    closeQuietly(listener);
    closeSockets();
  }

  private void enter(Mode next) {
    synchronized (monitor) {
      mode = next;
      monitor.notifyAll();
    }
  }

  private Mode mode() {
    synchronized (monitor) {
      return mode;
    }
  }

  private void accept() {
    while (mode() != Mode.CLOSED) {
      try {
        Socket client = listener.accept();
        daemon("up", () -> connect(client));
      } catch (IOException e) {
        if (listener.isClosed()) {
          return;
        }
      }
    }
  }

  private void connect(Socket client) {
    sockets.add(client);
    try {
      Socket server = reach(System.nanoTime());
      sockets.add(server);
      if (!awaitThaw()) {
        drop(client, server);
        return;
      }
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      daemon("down", () -> pump(server, client, toClient));
      pump(client, server, new LongAdder());
    } catch (IOException e) {
      drop(client, client);
    }
  }

  private Socket reach(long start) throws IOException {
    while (awaitThaw()) {
      Socket server = new Socket();
      try {
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        return server;
      } catch (IOException refused) {
        closeQuietly(server);
        if (System.nanoTime() - start >= patience.toNanos() || !pause()) {
          throw refused;
        }
      }
    }
    throw new IOException("cut");
  }

  private void pump(Socket from, Socket to, LongAdder count) {
    byte[] buffer = new byte[64 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0 && pass(); n = in.read(buffer)) {
        if (count == toClient && areAnswersLost()) {
          continue;
        }
        out.write(buffer, 0, n);
        count.add(n);
      }
    } catch (IOException e) {
      // Either side is gone: so is the connection.
    } finally {
      awaitThaw(); // nor does the end of a connection get through
      drop(from, to);
    }
  }

  private boolean areAnswersLost() {
    synchronized (monitor) {
      return answersLost;
    }
  }

  /** Waits out delay and freeze; false if the connection is not to live on. */
  private boolean pass() {
    synchronized (monitor) {
      try {
        TimeUnit.NANOSECONDS.timedWait(monitor, delay.toNanos());
      } catch (InterruptedException e) {
        return false;
      }
      return awaitThaw();
    }
  }

  private boolean pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private boolean awaitThaw() {
    synchronized (monitor) {
      try {
        while (mode == Mode.FROZEN) {
          monitor.wait();
        }
      } catch (InterruptedException e) {
        return false;
      }
      return mode == Mode.FORWARD;
    }
  }

  private void drop(Socket one, Socket other) {
    closeQuietly(one);
    closeQuietly(other);
    sockets.remove(one);
    sockets.remove(other);
  }

  private void closeSockets() {
    sockets.forEach(TcpProxy::closeQuietly);
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // It is not needed any more.
    }
  }

  private void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, "proxy-" + port() + "-" + name);
    thread.setDaemon(true);
    thread.start();
  }
}
