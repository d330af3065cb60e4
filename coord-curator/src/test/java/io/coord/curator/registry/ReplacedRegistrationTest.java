package io.coord.curator.registry;

import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ClientWatches;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.test.internal.ReplyFault;
import io.coord.test.internal.TcpProxy;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A registration that was replaced takes its watch off the node, which is another's now. */
@Timeout(180)
class ReplacedRegistrationTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  @Test
  void aReplacedRegistrationDoesNotHideALostConnectionFromTheApplication() throws Exception {
    TcpProxy proxy = zk.proxy();
    CuratorFramework client = zk.patientClient(proxy);
    Coordination coordination = zk.closing(CuratorCoordination.over(client));
    Registration older = coordination.registry().register(server("a"));
    Awaitility.await().until(() -> zk.server().watchCount() == 1);
    Queue<ConnectionState> states = new ConcurrentLinkedQueue<>();
    client.getConnectionStateListenable().addListener((same, state) -> states.add(state));
    ReplyFault fault = proxy.loseReply(OpCode.checkWatches);

    zk.coordination().registry().register(server("a"));

    fault.await();
    assertThat(older.state()).isEqualTo(RegistrationState.REPLACED);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(states)
                    .containsSubsequence(ConnectionState.SUSPENDED, ConnectionState.RECONNECTED));
    Awaitility.await().untilAsserted(() -> ClientWatches.assertNone(client, zk.server()));
  }
}
