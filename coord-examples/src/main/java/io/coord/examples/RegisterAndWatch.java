package io.coord.examples;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.registry.ServiceInstance;
import io.coord.registry.ServiceRegistry;
import java.util.concurrent.CountDownLatch;

/** The smallest useful program: a server that registers itself and watches its peers. */
final class RegisterAndWatch {

  private RegisterAndWatch() {}

  /** Works until it is told to end. The README shows what stands between the two marks. */
  static void run(String connectString, CountDownLatch end) throws InterruptedException {
    // [register-and-watch]
    ServiceInstance self =
        ServiceInstance.builder("servers").id("hadoop102").address("10.0.0.102").port(8080).build();

    try (Coordination coordination = CuratorCoordination.connect(connectString)) {
      ServiceRegistry registry = coordination.registry();
      registry.watch("servers", change -> System.out.println(change.snapshot().instances()));
      registry.register(self);
      end.await(); // the program's work; its peers see it until it leaves this block, or crashes
    }
    // [register-and-watch]
  }
}
