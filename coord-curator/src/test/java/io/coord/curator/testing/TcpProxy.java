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
 * {@link #freeze} holds everything back and tells nobody, {@link #cut} closes all connections and
 * every new one at once, {@link #delay} slows both directions down, {@link #loseAnswers} swallows
 * what the server says.
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
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final LongAdder toClient = new LongAdder();
  private final Object monitor = new Object();
  private Mode mode = Mode.FORWARD; // guarded by monitor
  private Duration delay = Duration.ZERO; // guarded by monitor
  private boolean answersLost; // guarded by monitor

  private TcpProxy(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()));
  }

  /** A proxy that forwards to a server on loopback. */
  public static TcpProxy to(int port) {
    try {
      TcpProxy proxy = new TcpProxy(port);
      proxy.daemon("accept", proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For clients. */
  public String connectString() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  /** A black hole: connections stay open, new ones are accepted, nothing gets through. */
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
        open(listener.accept());
      } catch (IOException e) {
        if (listener.isClosed()) {
          return;
        }
      }
    }
  }

  private void open(Socket client) {
    Socket server = new Socket();
    sockets.add(client);
    sockets.add(server);
    try {
      Mode now = mode();
      if (now == Mode.CUT || now == Mode.CLOSED) {
        throw new IOException("cut");
      }
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      daemon("up", () -> pump(client, server, new LongAdder()));
      daemon("down", () -> pump(server, client, toClient));
    } catch (IOException e) {
      drop(client, server);
    }
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
    Thread thread = new Thread(task, "proxy-" + listener.getLocalPort() + "-" + name);
    thread.setDaemon(true);
    thread.start();
  }
}
