package io.coord.curator.connection;

import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.test.internal.ReplyFault;
import io.coord.test.internal.TcpProxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A request that was executed, and whose answer never came, is not sent once more. */
@Timeout(60)
class LostAnswerTest {

  private static final String PATH = "/services/servers/a";

  @RegisterExtension static final ZkTest zk = new ZkTest();

  @RepeatedTest(3)
  void aDeletionDoesNotHitTheNodeOfASuccessorInAnotherSession() throws Exception {
    TcpProxy proxy = zk.proxy();
    CuratorFramework client = zk.clients().connected(proxy.connectString());
    Coordination coordination = zk.closing(CuratorCoordination.over(client));
    Registration older = coordination.registry().register(server("a"));
    Coordination successors = zk.coordination();
    ReplyFault answer = proxy.freezeAtReply(OpCode.delete);
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(older::close, task -> new Thread(task).start());
    answer.await();
    assertThat(zk.server().stat(PATH)).isNull();
    Registration newer = successors.registry().register(server("a"));
    Stat own = zk.server().stat(PATH);

    proxy.cut();
    proxy.restore();

    closing.get(30, TimeUnit.SECONDS);
    // Whatever the older one still sends is worked off before this is answered.
    assertThat(coordination.registry().instances("servers")).containsExactly(newer.instance());
    assertThat(zk.server().stat(PATH)).isEqualTo(own);
    assertThat(newer.state()).isEqualTo(RegistrationState.REGISTERED);
  }
}
