package io.coord.curator.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.test.internal.TcpProxy;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a Coordination says of itself in a log. */
class ToStringTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  @Test
  void itNamesItsStateItsSessionAsZooKeeperDoesAndItsServers() {
    TcpProxy proxy = zk.proxy();
    Coordination coordination = zk.coordination(proxy);
    long session = zk.server().sessions().iterator().next();

    assertThat(coordination)
        .hasToString(
            "Coordination[CONNECTED, session 0x%x, %s]".formatted(session, proxy.connectString()));

    proxy.cut();
    Awaitility.await().until(() -> coordination.connectionState() != ConnectionState.CONNECTED);
    assertThat(coordination)
        .hasToString("Coordination[SUSPENDED, %s]".formatted(proxy.connectString()));
    assertThat(coordination.registry()).hasToString("ServiceRegistry[/services]");

    coordination.close();
    assertThat(coordination)
        .hasToString("Coordination[CLOSED, %s]".formatted(proxy.connectString()));
  }

  @Test
  void itNamesTheNamespaceOfItsClient() {
    CuratorFramework client =
        zk.clients().started(zk.clients().builder(zk.server().connectString()).namespace("app"));
    Coordination coordination = zk.closing(CuratorCoordination.over(client));

    assertThat(coordination.toString()).endsWith(", namespace app]");
  }
}
