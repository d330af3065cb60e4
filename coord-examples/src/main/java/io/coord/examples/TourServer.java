package io.coord.examples;

import io.coord.Coordination;
import io.coord.registry.Registration;
import io.coord.registry.ServiceInstance;
import java.time.Duration;

/**
 * One server of the tour. It stands for a separate process: it has its own connection and session,
 * through a relay that can make it crash.
 */
final class TourServer implements AutoCloseable {

  private final String name;
  private final Relay relay;
  private final Coordination coordination;

  private TourServer(String name, Relay relay, Coordination coordination) {
    this.name = name;
    this.relay = relay;
    this.coordination = coordination;
  }

  static TourServer start(String name, DemoZooKeeper zooKeeper, Duration sessionTimeout) {
    Relay relay = Relay.to(zooKeeper.connectString());
    Coordination coordination =
        zooKeeper
            .builder(relay.connectString())
            .sessionTimeout(sessionTimeout)
            .ownerLabel(name)
            .connect();
    return new TourServer(name, relay, coordination);
  }

  String name() {
    return name;
  }

  Coordination coordination() {
    return coordination;
  }

  Registration register(String service) throws InterruptedException {
    ServiceInstance self =
        ServiceInstance.builder(service)
            .id(name)
            .address(name + ".example.com")
            .port(8080)
            .metadata("load", "high")
            .build();
    return coordination.registry().register(self);
  }

  /** Goes silent, like a process that is killed or a machine that loses its network. */
  void crash() {
    relay.cut();
  }

  @Override
  public void close() {
    coordination.close();
    relay.close();
  }
}
