package io.coord.examples;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The three servers of the tour, each on its own session. */
final class Fleet implements AutoCloseable {

  private static final Duration SESSION = Duration.ofSeconds(10);

  /** Of the server that will crash: clients see it after this time. */
  private static final Duration SHORT_SESSION = Duration.ofSeconds(2);

  private final DemoZooKeeper zooKeeper;
  private final List<TourServer> servers = new ArrayList<>();

  private Fleet(DemoZooKeeper zooKeeper) {
    this.zooKeeper = zooKeeper;
  }

  static Fleet start(DemoZooKeeper zooKeeper) {
    Fleet fleet = new Fleet(zooKeeper);
    fleet.servers.add(TourServer.start("hadoop102", zooKeeper, SESSION));
    fleet.servers.add(TourServer.start("hadoop103", zooKeeper, SHORT_SESSION));
    fleet.servers.add(TourServer.start("hadoop104", zooKeeper, SESSION));
    return fleet;
  }

  List<TourServer> servers() {
    return List.copyOf(servers);
  }

  TourServer first() {
    return servers.get(0);
  }

  /** The one that crashes. */
  TourServer second() {
    return servers.get(1);
  }

  TourServer third() {
    return servers.get(2);
  }

  /** Starts the second server again after its crash: a new process, so a new session. */
  void restartSecond() {
    second().close();
    servers.set(1, TourServer.start(second().name(), zooKeeper, SHORT_SESSION));
  }

  @Override
  public void close() {
    servers.forEach(TourServer::close);
  }
}
