package io.coord.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.test.contract.ContractSuites;
import java.time.Duration;
import java.util.UUID;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * All contract suites against servers that run already, for the table in docs/operating.md: {@code
 * -Dtest=AnyServerTest -Dcoord.zookeeper=host:port,host:port}. They stay below a node of their own,
 * which is deleted in the end.
 */
@EnabledIfSystemProperty(named = "coord.zookeeper", matches = ".+")
class AnyServerTest extends ContractSuites {

  private static final String SERVERS = System.getProperty("coord.zookeeper", "");
  private static final String CHROOT = "/coord-test-" + UUID.randomUUID();

  private static CuratorFramework client;

  @BeforeAll
  static void makeChroot() throws Exception {
    client = CuratorFrameworkFactory.newClient(SERVERS, new RetryOneTime(100));
    client.start();
    assertThat(client.create().forPath(CHROOT)).isEqualTo(CHROOT);
  }

  @AfterAll
  static void deleteChroot() throws Exception {
    client.delete().deletingChildrenIfNeeded().forPath(CHROOT);
    client.close();
  }

  @Override
  protected Coordination newCoordination() {
    return CuratorCoordination.builder(SERVERS + CHROOT)
        .sessionTimeout(Duration.ofSeconds(4))
        .connect();
  }
}
