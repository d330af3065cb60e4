package io.coord.examples;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.registry.ServiceInstance;
import io.coord.registry.ServiceRegistry;

/** Registers this process as a server and prints the members whenever they change. */
final class RegisterAndWatch {
  public static void main(String[] args) throws InterruptedException {
    ServiceInstance self =
        ServiceInstance.builder("servers").id("hadoop102").address("10.0.0.102").port(8080).build();

    try (Coordination coordination = CuratorCoordination.connect(args[0])) {
      ServiceRegistry registry = coordination.registry();
      registry.watch("servers", change -> System.out.println(change.snapshot().instances()));
      registry.register(self);
      Thread.sleep(600_000); // serve requests; leaving the block deregisters this server
    }
  }
}
