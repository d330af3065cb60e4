package io.coord.examples;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.zookeeper.server.ContainerManager;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/**
 * A real ZooKeeper server in this process, for demonstrations. It is a single server that only this
 * machine can reach; production runs an ensemble of three or five.
 */
final class EmbeddedZooKeeper implements AutoCloseable {

  /** Short, so that a crash shows soon: sessions expire at multiples of a tick. */
  private static final int TICK_MILLIS = 200;

  private static final int LONGEST_SESSION_MILLIS = 60_000;
  private static final int CONTAINER_CHECK_MILLIS = 5_000;
  private static final int CONTAINERS_PER_MINUTE = 10_000;
  private static final int MAX_CLIENTS = 1_000;

  private final Server server;
  private final ServerCnxnFactory connections;
  private final ContainerManager containers;
  private final Optional<TemporaryDirectory> temporary;

  private EmbeddedZooKeeper(
      Server server, ServerCnxnFactory connections, Optional<TemporaryDirectory> temporary) {
    this.server = server;
    this.connections = connections;
    this.temporary = temporary;
    containers = server.containerManager();
    containers.start();
  }

  /** Starts a server on any free port, with data that is deleted when it closes. */
  static EmbeddedZooKeeper start() throws InterruptedException {
    return start(0, Optional.empty());
  }

  /**
   * Starts a server.
   *
   * @param port 0 for any free one
   * @param data the directory that keeps its data; empty for one that is deleted when it closes
   * @throws UserMistake if the port is in use or the directory cannot be used
   */
  static EmbeddedZooKeeper start(int port, Optional<Path> data) throws InterruptedException {
    Optional<TemporaryDirectory> temporary =
        data.isPresent() ? Optional.empty() : Optional.of(TemporaryDirectory.create());
    try {
      File directory =
          data.or(() -> temporary.map(TemporaryDirectory::path)).orElseThrow().toFile();
      ServerCnxnFactory connections = new NIOServerCnxnFactory();
      connections.configure(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MAX_CLIENTS);
      Server server = open(directory, connections);
      return new EmbeddedZooKeeper(server, connections, temporary);
    } catch (SocketException e) {
      temporary.ifPresent(TemporaryDirectory::close);
      throw new UserMistake(
          "Port %d cannot be used: %s. Choose another with --port, or stop the program that uses it."
              .formatted(port, e.getMessage()),
          e);
    } catch (IOException e) {
      temporary.ifPresent(TemporaryDirectory::close);
      throw new UncheckedIOException(e);
    }
  }

  private static Server open(File directory, ServerCnxnFactory connections)
      throws InterruptedException {
    try {
      Server server = new Server(directory);
      connections.startup(server);
      return server;
    } catch (IOException e) {
      connections.shutdown();
      throw new UserMistake(
          "The directory %s cannot be used for ZooKeeper's data: %s. Choose another with --data."
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  int port() {
    return connections.getLocalPort();
  }

  /** {@return the connect string for a client} */
  String connectString() {
    return "localhost:" + port();
  }

  @Override
  public void close() {
    containers.stop();
    connections.shutdown(); // also stops the server
    server.shutdown(true);
    temporary.ifPresent(TemporaryDirectory::close);
  }

  /** Gives access to the request processor, which deleting empty containers needs. */
  private static final class Server extends ZooKeeperServer {

    Server(File directory) throws IOException {
      super(directory, directory, TICK_MILLIS);
      setMaxSessionTimeout(LONGEST_SESSION_MILLIS);
    }

    ContainerManager containerManager() {
      return new ContainerManager(
          getZKDatabase(), firstProcessor, CONTAINER_CHECK_MILLIS, CONTAINERS_PER_MINUTE);
    }
  }
}
