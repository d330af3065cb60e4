package io.coord.examples;

import java.time.Duration;
import java.util.List;

/** The three servers of the tour, each on its own session. */
final class Fleet implements AutoCloseable {

  private static final Duration SESSION = Duration.ofSeconds(10);

  /** Of the server that will crash: clients see it after this time. */
  private static final Duration SHORT_SESSION = Duration.ofSeconds(2);

  private final List<TourServer> servers;

  private Fleet(List<TourServer> servers) {
    this.servers = servers;
  }

  static Fleet start(DemoZooKeeper zooKeeper) {
    return new Fleet(
        List.of(
            TourServer.start("hadoop102", zooKeeper, SESSION),
            TourServer.start("hadoop103", zooKeeper, SHORT_SESSION),
            TourServer.start("hadoop104", zooKeeper, SESSION)));
  }

  List<TourServer> servers() {
    return servers;
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

  @Override
  public void close() {
    servers.forEach(TourServer::close);
  }
}
