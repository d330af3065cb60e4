package io.coord.test.internal;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.zookeeper.Environment;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.ServerCnxn;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZKDatabase;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;

/**
 * A real standalone ZooKeeper server in this process, on loopback, with a port and a directory of
 * its own. It can be stopped and started again, with or without its data. It grants session
 * timeouts of two to 20 ticks. Containers are removed only when {@link #removeEmptyContainers} is
 * called.
 */
public final class ZkServer implements AutoCloseable {

  static {
    System.setProperty("zookeeper.forceSync", "no");
    System.setProperty("zookeeper.preAllocSize", "256"); // KiB
    Environment.list(); // looks up the host's name once, outside of what tests measure
  }

  private final int tickTime;
  private final int port;
  private final Path directory;
  private final CountingZooKeeperServer.Tally tally = new CountingZooKeeperServer.Tally();
  private CountingZooKeeperServer server;
  private ServerCnxnFactory connections;
  private int maxSessionTimeout = -1; // ZooKeeper's default: 20 ticks

  /** With ticks of 500 ms; not started yet. */
  public ZkServer() {
    this(500);
  }

  /** With ticks of that many milliseconds; not started yet. */
  public ZkServer(int tickTime) {
    this(tickTime, Ports.free());
  }

  /** On that port. */
  public ZkServer(int tickTime, int port) {
    this.tickTime = tickTime;
    this.port = port;
    try {
      directory = Files.createTempDirectory("coord-zk");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A running server. */
  public static ZkServer started() {
    return new ZkServer().start();
  }

  /** A running server, with ticks of that many milliseconds. */
  public static ZkServer started(int tickTime) {
    return new ZkServer(tickTime).start();
  }

  /** Starts it, with the data it left behind; returns once it is serving. */
  public synchronized ZkServer start() {
    if (server != null) {
      throw new IllegalStateException("already started");
    }
    File data = directory.toFile();
    try {
      server = new CountingZooKeeperServer(new FileTxnSnapLog(data, data), tickTime, tally);
      server.setMaxSessionTimeout(maxSessionTimeout);
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      connections = ServerCnxnFactory.createFactory(address, 0);
      connections.startup(server);
    } catch (BindException e) {
      server = null;
      throw new IllegalStateException("Port " + port + " is in use by another program.", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return this;
  }

  /** From the next start on it grants at most that many milliseconds. */
  public synchronized void grantAtMost(int millis) {
    maxSessionTimeout = millis;
  }

  /** Stops serving and cuts all connections; sessions and data stay for the next start. */
  public synchronized void stop() {
    if (server == null) {
      return;
    }
    connections.shutdown();
    try {
      server.getTxnLogFactory().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server = null;
  }

  /** Stops it and starts it with its data, on the same port. */
  public void restart() {
    stop();
    start();
  }

  /** Stops it and starts it empty, on the same port. */
  public void restartWiped() {
    stop();
    delete(directory);
    start();
  }

  /** Cuts every connection; the clients may reconnect at once. */
  public void dropConnections() {
    connections.closeAll(ServerCnxn.DisconnectReason.CONNECTION_CLOSE_FORCED);
  }

  /** Cuts the connection of that session; the session stays, and its client may reconnect. */
  public void dropConnection(long sessionId) {
    connections.closeSession(sessionId, ServerCnxn.DisconnectReason.CONNECTION_CLOSE_FORCED);
  }

  /** Replies THROTTLEDOP to the next request of that kind, as if too many were waiting. */
  public void throttleNext(int opCode) {
    server.throttleNext(opCode);
  }

  /** Whether {@link #throttleNext} still waits for its request. */
  public boolean isToThrottle(int opCode) {
    return server.isToThrottle(opCode);
  }

  /** Tells clients that these are the addresses of the servers, as an ensemble does. */
  public void publishAddress(String host, int clientPort) throws KeeperException {
    String config =
        "server.1=%s:1:2:participant;%s:%d%nversion=100000000%n".formatted(host, host, clientPort);
    database()
        .getDataTree()
        .setData(ZooDefs.CONFIG_NODE, config.getBytes(StandardCharsets.UTF_8), 0, 1, 1);
  }

  /** Makes the next write have the zxid after this one, as if there had been that many before. */
  public void goOnAfter(long zxid) {
    server.setZxid(zxid);
  }

  /** Ends a session as its expiry does. Does not wait until it has ended. */
  public void expire(long sessionId) {
    server.expire(sessionId);
  }

  /** The ids of the sessions that are alive. */
  public Collection<Long> sessions() {
    return List.copyOf(database().getSessionWithTimeOuts().keySet());
  }

  /** Whether that session is alive. */
  public boolean hasSession(long sessionId) {
    return sessions().contains(sessionId);
  }

  /** The timeouts that the live sessions were granted, in milliseconds. */
  public Collection<Integer> sessionTimeouts() {
    return List.copyOf(database().getSessionWithTimeOuts().values());
  }

  public int port() {
    return port;
  }

  public int tickTime() {
    return tickTime;
  }

  /** For clients. */
  public String connectString() {
    return "127.0.0.1:" + port;
  }

  /** The requests it received since it was created, across restarts. */
  public RequestCounts requests() {
    return tally.counts();
  }

  /** Runs this whenever it receives such a request, before it processes the request. */
  public void onRequest(int opCode, Runnable action) {
    tally.onRequest(opCode, action);
  }

  /** The watches that clients have set, persistent ones among them. */
  public int watchCount() {
    return database().getDataTree().getWatchCount();
  }

  /** The watches by path, for messages. */
  public List<String> watchedPaths() {
    return database().getDataTree().getWatchesByPath().toMap().keySet().stream().sorted().toList();
  }

  /** The paths of all ephemeral nodes. */
  public List<String> ephemerals() {
    return database().getEphemerals().values().stream().flatMap(Set::stream).sorted().toList();
  }

  /** That node as the server has it, without a request; null if there is none. */
  public Stat stat(String path) {
    try {
      return database().statNode(path, null);
    } catch (KeeperException.NoNodeException e) {
      return null;
    }
  }

  /** That node's data as the server has it, without a request. */
  public byte[] data(String path) {
    try {
      return database().getData(path, new Stat(), null);
    } catch (KeeperException.NoNodeException e) {
      throw new AssertionError("there is no node " + path, e);
    }
  }

  /** Deletes the containers that have become empty, as the server does every minute. */
  public void removeEmptyContainers() {
    server.removeEmptyContainers();
  }

  public synchronized boolean isRunning() {
    return server != null && server.isRunning();
  }

  /** Stops it and deletes its data. */
  @Override
  public void close() {
    stop();
    delete(directory);
  }

  private ZKDatabase database() {
    return server.getZKDatabase();
  }

  private static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      all.sorted(Comparator.reverseOrder()).forEach(each -> each.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
