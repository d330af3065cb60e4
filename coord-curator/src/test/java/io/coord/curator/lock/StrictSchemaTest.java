package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.coord.Coordination;
import io.coord.RejectedException;
import io.coord.UnavailableException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.schema.Schema;
import org.apache.curator.framework.schema.SchemaSet;
import org.apache.curator.framework.schema.SchemaViolation;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client whose schema knows one lock and nothing else. */
@Timeout(60)
class StrictSchemaTest {

  private static final Duration FOR_EVER = Duration.ofDays(1);

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private CuratorFramework client;

  @BeforeEach
  void connect() throws Exception {
    client = client(zk.server().connectString());
  }

  private static CuratorFramework client(String connectString) throws Exception {
    SchemaSet strict =
        new SchemaSet(
            List.of(
                Schema.builderForRecipeParent("/foo").name("root").build(),
                Schema.builderForRecipe("/foo").name("lock").build()),
            false);
    CuratorFramework client =
        zk.clients().started(zk.clients().builder(connectString).schemaSet(strict));
    assertThat(client.blockUntilConnected(30, TimeUnit.SECONDS)).isTrue();
    return client;
  }

  @Test
  void aSchemaWithoutTheRootKeepsNobodyFromConnecting() throws Exception {
    Coordination coordination = zk.closing(builder().connect());

    try (Lease lease = coordination.lock("foo").acquire()) {
      assertThat(lease.isHeld()).isTrue();
    }
  }

  @Test
  void whatTheSchemaForbidsIsRejectedAtOnceWithTheReason() {
    Coordination coordination = zk.closing(builder().operationTimeout(FOR_EVER).connect());

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> coordination.lock("bar").acquire())
        .withMessageContaining("a plug-in of the Curator client failed")
        .withCauseInstanceOf(SchemaViolation.class);
  }

  /** The look at the root is a loop, and the deadline is the loop's. */
  @Test
  void connectingEndsAtTheDeadlineThoughEveryReplyIsLost() throws Exception {
    TcpProxy proxy = zk.proxy();
    CuratorFramework lossy = client(proxy.connectString());
    proxy.loseReplies(ZooDefs.OpCode.exists, Integer.MAX_VALUE);

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(
            () ->
                CuratorCoordination.builder(lossy).connectTimeout(Duration.ofSeconds(3)).connect())
        .withMessageContaining("got no reply within PT3S");
  }

  private CuratorCoordination.Builder builder() {
    return CuratorCoordination.builder(client).lockRoot("/").connectTimeout(Duration.ofSeconds(30));
  }
}
