package io.coord.curator.membership;

import static io.coord.curator.testing.Views.await;
import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.ids;
import static io.coord.curator.testing.Views.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.InstanceCodec;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.ServiceInstance;
import io.coord.registry.ServiceRegistry;
import io.coord.test.internal.Told;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that somebody typed, or that another program wrote in a form we do not know. */
class RawNodesTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private CuratorFramework typed;
  private ServiceRegistry registry;

  @BeforeEach
  void openAtTheRoot() throws Exception {
    typed = zk.client();
    registry = zk.closing(zk.builder().serviceRoot("/").connect()).registry();
    typed.create().forPath("/servers", bytes("servers"));
  }

  @AfterEach
  void removeTheService() throws Exception {
    typed.delete().deletingChildrenIfNeeded().forPath("/servers");
  }

  @Test
  void whatTheTutorialTypesAppearsAndDisappears() throws Exception {
    Membership view = registry.watch("servers");
    awaitIds(view);

    String path =
        typed
            .create()
            .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
            .forPath("/servers/hadoop102", bytes("hadoop102"));
    String id = path.substring("/servers/".length());
    awaitIds(view, id);

    assertThat(id).matches("hadoop102\\d{10}");
    assertThat(view.snapshot().instances())
        .containsExactly(new ServiceInstance("servers", id, "hadoop102", 0, Map.of()));
    assertThat(registry.instances("servers")).isEqualTo(view.snapshot().instances());
    typed.delete().forPath(path);
    awaitIds(view);
  }

  @Test
  void aPlainTextRegistrationIsWhatTheTutorialsServerWrites() throws Exception {
    ServiceRegistry plain =
        zk.closing(zk.builder().serviceRoot("/").instanceCodec(InstanceCodec.plainText()).connect())
            .registry();
    Membership view = registry.watch("servers");

    Registration registration =
        plain.register(
            ServiceInstance.builder("servers").id("hadoop102").address("hadoop102").build());

    awaitIds(view, "hadoop102");
    assertThat(zk.server().data("/servers/hadoop102")).isEqualTo(bytes("hadoop102"));
    assertThat(plain.instances("servers")).isEqualTo(registry.instances("servers"));
    registration.close(); // or it comes back when the service is deleted
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "[]",
        "null",
        "17",
        "\"text\"",
        "{\"name\":7}",
        "{\"name\":\"servers\"",
        "{\"name\":\"servers\",\"id\":\"x\",\"address\":\"h\",\"port\":70000}",
        "{\"name\":\"servers\",\"id\":\"x\",\"address\":\"h\",\"port\":\"no number\"}",
        "{\"name\":\"servers\",\"id\":\"x\",\"address\":[[[[{}]]]],\"port\":1} trailing"
      })
  void whateverTextANodeHoldsIsAMemberUnderTheNodesName(String text) throws Exception {
    Membership view = registry.watch("servers");
    typed.create().forPath("/servers/node", bytes(text));

    awaitIds(view, "node");

    ServiceInstance seen = view.snapshot().instances().get(0);
    assertThat(seen.service()).isEqualTo("servers");
    assertThat(seen.port()).isBetween(0, 65_535);
    assertThat(registry.instances("servers")).containsExactly(seen);
  }

  @Test
  void nodesWithBinaryDataOrNoneAreMembersToo() throws Exception {
    Membership view = registry.watch("servers");
    typed.create().forPath("/servers/binary", new byte[] {(byte) 0xff, 0, (byte) 0xc3, '{'});
    typed.create().forPath("/servers/large", new byte[500_000]);
    typed
        .getZookeeperClient()
        .getZooKeeper()
        .create("/servers/none", null, Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);

    awaitIds(view, "binary", "large", "none");

    assertThat(view.snapshot().find("none").orElseThrow().address()).isEmpty();
    assertThat(ids(registry.instances("servers"))).containsExactly("binary", "large", "none");
  }

  @Test
  void aChangeOfARawNodesDataIsAnUpdate() throws Exception {
    Told<String> told = new Told<>();
    Membership view = registry.watch("servers", change -> told.accept(words(change)));
    typed.create().forPath("/servers/node", bytes("one"));
    awaitIds(view, "node");
    told.await(words -> words.contains("+[node] -[] ~[]"));

    typed.setData().forPath("/servers/node", bytes("two"));

    await(view, seen -> seen.find("node").orElseThrow().address().equals("two"));
    told.await(words -> words.contains("+[] -[] ~[node]"));
  }

  @Test
  void nodesBelowAMemberAreNotMembers() throws Exception {
    Membership view = registry.watch("servers");
    typed.create().creatingParentsIfNeeded().forPath("/servers/node/child/grandchild");
    typed.create().forPath("/servers/next");

    awaitIds(view, "next", "node");
    typed.delete().forPath("/servers/node/child/grandchild");
    typed.delete().forPath("/servers/node/child");
    typed.delete().forPath("/servers/next");

    awaitIds(view, "node");
    assertThat(ids(registry.instances("servers"))).containsExactly("node");
  }

  @Test
  void namesThatNoRegistrationWouldWriteDoNotBreakTheView() throws Exception {
    Membership view = registry.watch("servers");
    typed.create().forPath("/servers/ ");
    typed.create().forPath("/servers/" + "x".repeat(300));
    typed.create().forPath("/servers/%zz");
    typed.create().forPath("/servers/%41");
    typed.create().forPath("/servers/a b");

    await(view, seen -> !seen.stale() && seen.find("a b").isPresent());

    assertThat(ids(view.snapshot().instances())).contains("%zz", "%41", "a b");
    assertThat(registry.instances("servers")).isEqualTo(view.snapshot().instances());
    typed.create().forPath("/servers/later");
    await(view, seen -> !seen.stale() && seen.find("later").isPresent());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
