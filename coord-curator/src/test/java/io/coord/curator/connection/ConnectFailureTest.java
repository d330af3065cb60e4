package io.coord.curator.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.coord.UnavailableException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.test.internal.Ports;
import io.coord.test.internal.TcpProxy;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.client.ZKClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who cannot connect is told why. */
@Timeout(60)
class ConnectFailureTest {

  /** Too long for a name: nobody is asked, so it is known at once. */
  private static final String UNKNOWN = "x".repeat(300) + ":2181";

  private static final String NETTY = "org.apache.zookeeper.ClientCnxnSocketNetty";

  @RegisterExtension static final ZkTest zk = new ZkTest();

  @Test
  void aHostThatIsUnknownIsNamed() {
    assertThat(failure(UNKNOWN))
        .hasMessageContaining(UNKNOWN + " is unknown: check the host's name")
        .hasCauseInstanceOf(UnknownHostException.class);
  }

  @Test
  void aServerThatIsNotRunningIsNamed() {
    String nobody = "127.0.0.1:" + Ports.free();

    assertThat(failure(nobody))
        .hasMessageContaining(nobody + " refuses the connection: check that a server is running")
        .hasCauseInstanceOf(ConnectException.class);
  }

  @Test
  void aServerThatAcceptsButDoesNotAnswerIsNamed() {
    TcpProxy silent = zk.proxy();
    silent.freeze();

    assertThat(failure(silent.connectString()))
        .hasMessageContaining(
            silent.connectString() + " accepts connections, but no session was established")
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void eachServerIsNamedWithItsReason() {
    String nobody = "127.0.0.1:" + Ports.free();

    assertThat(failure(UNKNOWN + "," + nobody + "/chroot"))
        .hasMessageContaining(UNKNOWN + " is unknown")
        .hasMessageContaining(nobody + " refuses the connection")
        .hasCauseInstanceOf(UnknownHostException.class)
        .satisfies(
            failure ->
                assertThat(failure.getCause().getSuppressed())
                    .hasSize(1)
                    .hasOnlyElementsOfType(ConnectException.class));
  }

  /** Coord leaves these classes out, see CONTRIBUTING.md. It is known at once, too. */
  @Test
  void aClassThatIsMissingIsNamedWithTheArtifactThatHasIt() {
    System.setProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, NETTY);
    try {
      assertNamesTheArtifact(CuratorCoordination.builder(zk.server().connectString()));
    } finally {
      System.clearProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET);
    }
  }

  @Test
  void aClassThatIsMissingIsNamedForAClientOfTheCallersToo() {
    ZKClientConfig netty = new ZKClientConfig();
    netty.setProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, NETTY);
    CuratorFramework client =
        zk.clients()
            .started(zk.clients().builder(zk.server().connectString()).zkClientConfig(netty));

    assertNamesTheArtifact(CuratorCoordination.builder(client));
  }

  private static void assertNamesTheArtifact(CuratorCoordination.Builder builder) {
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> builder.connectTimeout(Duration.ofDays(1)).connect())
        .withMessageContaining("io.netty.channel.epoll.Epoll is missing")
        .withMessageContaining("Add io.netty:netty-transport-classes-epoll")
        .havingCause()
        .withMessageContaining("Epoll");
  }

  private static UnavailableException failure(String connectString) {
    return catchThrowableOfType(
        UnavailableException.class,
        () -> zk.builder(connectString).connectTimeout(Duration.ofSeconds(4)).connect());
  }
}
