package consumer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.registry.Membership;
import io.coord.registry.ServiceInstance;
import io.coord.test.CoordExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CrashedMemberTest {

  @RegisterExtension
  static final CoordExtension zk = new CoordExtension(CuratorCoordination::connect);

  @Test
  void clientsSeeAServerThatCrashesLeave() throws Exception {
    Coordination server = zk.process("server");
    server.registry().register(ServiceInstance.builder("servers").id("hadoop102").build());
    try (Membership servers = zk.process("client").registry().watch("servers")) {
      assertTrue(servers.await(view -> view.instances().size() == 1, Duration.ofSeconds(30)));

      zk.cut(server);
      zk.expire(server);

      assertTrue(servers.await(view -> view.instances().isEmpty(), Duration.ofSeconds(30)));
    }
  }
}
