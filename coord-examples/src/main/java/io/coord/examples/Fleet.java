package io.coord.examples;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The three servers of the tour, each with its own session. */
final class Fleet implements AutoCloseable {

  private static final Duration SESSION = Duration.ofSeconds(15);

  private final DemoZooKeeper zooKeeper;
  private final Duration shortSession;
  private final List<TourServer> servers = new ArrayList<>();

  private Fleet(DemoZooKeeper zooKeeper, Duration shortSession) {
    this.zooKeeper = zooKeeper;
    this.shortSession = shortSession;
  }

  /**
   * Starts the servers.
   *
   * @param shortSession the session timeout of the server that will crash: after this time, clients
   *     see the crash
   */
  static Fleet start(DemoZooKeeper zooKeeper, Duration shortSession) {
    Fleet fleet = new Fleet(zooKeeper, shortSession);
    fleet.servers.add(TourServer.start("hadoop102", zooKeeper, SESSION));
    fleet.servers.add(TourServer.start("hadoop103", zooKeeper, shortSession));
    fleet.servers.add(TourServer.start("hadoop104", zooKeeper, SESSION));
    return fleet;
  }

  List<TourServer> servers() {
    return List.copyOf(servers);
  }

  TourServer first() {
    return servers.get(0);
  }

  /** {@return the server that crashes} */
  TourServer second() {
    return servers.get(1);
  }

  TourServer third() {
    return servers.get(2);
  }

  /** Restarts the second server after its crash: a new process, so a new session. */
  void restartSecond() {
    second().close();
    servers.set(1, TourServer.start(second().name(), zooKeeper, shortSession));
  }

  @Override
  public void close() {
    servers.forEach(TourServer::close);
  }
}
