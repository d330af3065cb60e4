package io.coord.curator.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.curator.testing.ZkTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of docs/connecting.md does what the page says. */
@Timeout(60)
class ConnectingSnippetsTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  @Test
  void theSettingsConnect() {
    try (Coordination coordination = ConnectingSnippets.withSettings(zk.server().connectString())) {
      assertThat(coordination.connectionState()).isEqualTo(ConnectionState.CONNECTED);
    }
  }

  @Test
  void theAclOfTheClientLiesOnTheParentsToo() throws Exception {
    byte[] credentials = "shop:secret".getBytes(StandardCharsets.UTF_8);

    ConnectingSnippets.onOwnClient(zk.server().connectString(), credentials);

    CuratorFramework stranger = zk.client();
    for (String path : List.of("/services", "/services/orders", "/locks", "/locks/stock")) {
      assertThatExceptionOfType(KeeperException.NoAuthException.class)
          .as(path)
          .isThrownBy(() -> stranger.getChildren().forPath(path));
    }
  }
}
