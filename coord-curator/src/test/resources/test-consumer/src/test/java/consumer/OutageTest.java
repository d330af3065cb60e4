package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.registry.Membership;
import io.coord.registry.ServiceInstance;
import io.coord.test.CoordExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OutageTest {

  @RegisterExtension
  static final CoordExtension zk = new CoordExtension(CuratorCoordination::connect);

  @Test
  void aViewIsStaleDuringAnOutageAndKeepsItsMembers() throws Exception {
    Coordination a = zk.process("a");
    a.registry().register(ServiceInstance.builder("servers").id("hadoop102").build());
    try (Membership servers = zk.process("b").registry().watch("servers")) {
      assertTrue(servers.await(view -> view.instances().size() == 1, Duration.ofSeconds(30)));

      zk.stop();
      assertTrue(servers.await(view -> view.stale(), Duration.ofSeconds(30)));
      assertEquals(1, servers.snapshot().instances().size());

      zk.restart();
      assertTrue(servers.await(view -> !view.stale(), Duration.ofSeconds(30)));
    }
  }
}
