package io.coord.test.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The network between a client and a server on loopback. It forwards, until it is told to break:
 * {@link #freeze} holds everything back, the end of a connection too, and tells nobody, {@link
 * #cut} closes all connections and every new one at once, {@link #delay} slows both directions
 * down, {@link #loseAnswers} swallows what the server says, and {@link #holdAnswers} keeps it for
 * later. Of what is said to ZooKeeper's clients it can single out one reply: {@link #loseReply},
 * {@link #freezeAtReply}.
 */
public final class TcpProxy implements AutoCloseable {

  /** What it connects. */
  private enum Use {
    CLIENTS(Duration.ZERO),
    SERVERS(Duration.ofSeconds(1));

    private final Duration patience; // with a server that is not listening

    Use(Duration patience) {
      this.patience = patience;
    }
  }

  private final ServerSocket listener;
  private final int target;
  private final Use use;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Map<Long, byte[]> sessions = new ConcurrentHashMap<>(); // their passwords
  private final LongAdder toClient = new LongAdder();
  private final Gate gate = new Gate();
  private final Gate answers = new Gate();
  private volatile boolean answersLost;
  private volatile ReplyFault replyFault; // null if there is none

  private TcpProxy(int target, Use use) throws IOException {
    this.target = target;
    this.use = use;
    this.listener = new ServerSocket();
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()));
  }

  /** A proxy between clients and a server on loopback. */
  public static TcpProxy to(int port) {
    return to(port, Use.CLIENTS);
  }

  /**
   * A proxy between servers. It keeps a connection for a second if the other server is not
   * listening yet: a server gives up on its leader if its connection is closed, but retries if it
   * is refused.
   */
  public static TcpProxy betweenServers(int port) {
    return to(port, Use.SERVERS);
  }

  private static TcpProxy to(int port, Use use) {
    try {
      TcpProxy proxy = new TcpProxy(port, use);
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

  /** The port on which it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /**
   * Becomes a black hole: connections stay open, new ones are accepted, nothing gets through. The
   * server does not learn of a new connection before {@link #restore}.
   */
  public void freeze() {
    gate.freeze();
  }

  /** Closes all connections, and every new one at once. */
  public void cut() {
    gate.cut();
    closeSockets();
  }

  /** Delays everything by that much, in each direction. */
  public void delay(Duration perDirection) {
    gate.delay(perDirection);
  }

  /** Swallows what the server sends; what clients send still reaches it. */
  public void loseAnswers() {
    answersLost = true;
  }

  /** Holds back what the server sends; what clients send still reaches it. */
  public void holdAnswers() {
    answers.freeze();
  }

  /**
   * The reply to the next request of that kind, as {@code ZooDefs.OpCode} numbers them, is lost,
   * and so is the connection.
   */
  public ReplyFault loseReply(int kind) {
    return loseReplies(kind, 1);
  }

  /** The same for that many requests, one after the other. */
  public ReplyFault loseReplies(int kind, int times) {
    return at(new ReplyFault(kind, ReplyFault.Fate.LOST, times));
  }

  /** {@link #freeze} at the moment at which the next request of that kind is answered. */
  public ReplyFault freezeAtReply(int kind) {
    return at(new ReplyFault(kind, ReplyFault.Fate.HELD, 1));
  }

  /** Forwards again, and delivers what was held back. */
  public void restore() {
    answersLost = false;
    replyFault = null;
    answers.open();
    gate.open();
  }

  /** How many bytes have gone from the server to clients, including replies to pings. */
  public long bytesToClients() {
    return toClient.sum();
  }

  /** The sessions that servers have granted through it, with their passwords. */
  public Map<Long, byte[]> sessions() {
    return Map.copyOf(sessions);
  }

  @Override
  public void close() {
    answers.close();
    gate.close();
    closeQuietly(listener);
    closeSockets();
  }

  private void accept() {
    while (!gate.isClosed()) {
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
      if (!gate.awaitThaw()) {
        drop(client, server);
        return;
      }
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Conversation conversation = use == Use.CLIENTS ? new Conversation() : null;
      daemon("down", () -> pump(server, client, (b, n, out) -> answer(conversation, b, n, out)));
      pump(client, server, (bytes, count, out) -> ask(conversation, bytes, count, out));
    } catch (IOException e) {
      drop(client, client);
    }
  }

  private Socket reach(long start) throws IOException {
    while (gate.awaitThaw()) {
      Socket server = new Socket();
      try {
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        return server;
      } catch (IOException refused) {
        closeQuietly(server);
        if (System.nanoTime() - start >= use.patience.toNanos() || !pause()) {
          throw refused;
        }
      }
    }
    throw new IOException("cut");
  }

  /** Forwards what was read; false if that was the end of the connection. */
  @FunctionalInterface
  private interface Direction {
    boolean send(byte[] bytes, int count, OutputStream out) throws IOException;
  }

  private void pump(Socket from, Socket to, Direction direction) {
    byte[] buffer = new byte[64 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int n = in.read(buffer);
      while (n >= 0 && gate.pass() && direction.send(buffer, n, out)) {
        n = in.read(buffer);
      }
    } catch (IOException e) {
      // One side is gone, and so is the connection.
    } finally {
      gate.awaitThaw(); // nor does the end of a connection get through
      drop(from, to);
    }
  }

  private boolean ask(Conversation conversation, byte[] bytes, int count, OutputStream out)
      throws IOException {
    if (conversation != null) {
      conversation.asks(bytes, count, replyFault);
    }
    out.write(bytes, 0, count);
    return true;
  }

  private boolean answer(Conversation conversation, byte[] bytes, int count, OutputStream out)
      throws IOException {
    if (!answers.awaitThaw()) {
      return false;
    }
    if (answersLost) {
      return true;
    }
    int sent = 0;
    if (conversation != null) {
      conversation.opens(bytes, count, sessions::put);
      for (int end = conversation.answers(bytes, 0, count);
          end < count;
          end = conversation.answers(bytes, end + 1, count)) {
        out.write(bytes, sent, end - sent);
        sent = end;
        if (!survives(conversation.fault())) {
          return false;
        }
      }
    }
    out.write(bytes, sent, count - sent);
    toClient.add(count);
    return true;
  }

  private boolean survives(ReplyFault fault) {
    if (fault.fate() == ReplyFault.Fate.LOST) {
      fault.happens();
      return false;
    }
    gate.freeze();
    fault.happens();
    return gate.awaitThaw();
  }

  private ReplyFault at(ReplyFault fault) {
    replyFault = fault;
    return fault;
  }

  private boolean pause() {
    try {
      Time.passMillis(20);
      return true;
    } catch (InterruptedException e) {
      return false;
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
