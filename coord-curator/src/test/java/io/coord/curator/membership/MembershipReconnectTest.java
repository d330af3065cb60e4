package io.coord.curator.membership;

import static io.coord.curator.testing.Views.await;
import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.ids;
import static io.coord.curator.testing.Views.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.test.internal.ReplyFault;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Told;
import java.nio.charset.StandardCharsets;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What changed while a view's client was away is seen when it is back, and nothing else is. */
class MembershipReconnectTest {

  private static final String SERVICE = "/services/servers";

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private final Told<String> told = new Told<>();
  private CuratorFramework admin;
  private TcpProxy proxy;
  private Coordination coordination;
  private Membership view;

  @BeforeEach
  void watchByWayOfTheProxy() throws Exception {
    admin = zk.client();
    if (admin.checkExists().forPath("/services") != null) {
      admin.delete().deletingChildrenIfNeeded().forPath("/services");
    }
    create("a", "one");
    create("b", "two");
    proxy = zk.proxy();
    coordination = zk.coordination(proxy);
    view = coordination.registry().watch("servers");
    view.subscribe(change -> told.accept(words(change)));
    awaitIds(view, "a", "b");
    told.awaitCount(1);
  }

  @Test
  void theViewIsStaleWhileItsClientIsAwayAndShowsTheLastKnownMembers() throws Exception {
    proxy.cut();

    await(view, seen -> seen.stale());
    assertThat(ids(view.snapshot().instances())).containsExactly("a", "b");
    proxy.restore();

    awaitIds(view, "a", "b");
    assertThat(told.await(words -> words.size() >= 3))
        .containsExactly("+[a, b] -[] ~[]", "+[] -[] ~[] stale", "+[] -[] ~[]");
  }

  @Test
  void joinsLeavesAndUpdatesDuringAnOutageArriveAsOneChange() throws Exception {
    cut();
    create("c", "three");
    admin.delete().forPath(SERVICE + "/a");
    admin.setData().forPath(SERVICE + "/b", bytes("changed"));
    proxy.restore();

    awaitIds(view, "b", "c");
    assertThat(view.snapshot().find("b").orElseThrow().address()).isEqualTo("changed");
    assertThat(told.await(words -> words.size() >= 3))
        .containsExactly("+[a, b] -[] ~[]", "+[] -[] ~[] stale", "+[c] -[a] ~[b]");
  }

  @Test
  void aMemberRecreatedDuringAnOutageHasLeftAndJoined() throws Exception {
    cut();
    admin.delete().forPath(SERVICE + "/a");
    create("a", "another");
    proxy.restore();

    await(view, seen -> !seen.stale());
    assertThat(view.snapshot().find("a").orElseThrow().address()).isEqualTo("another");
    assertThat(told.await(words -> words.size() >= 3))
        .containsExactly("+[a, b] -[] ~[]", "+[] -[] ~[] stale", "+[a] -[a] ~[]");
  }

  @Test
  void aServiceRecreatedDuringAnOutageWithAsManyMembersIsSeenAsItIs() throws Exception {
    cut();
    admin.delete().deletingChildrenIfNeeded().forPath(SERVICE);
    create("c", "three");
    create("d", "four");
    proxy.restore();

    awaitIds(view, "c", "d");
    assertThat(told.await(words -> words.size() >= 3))
        .containsExactly("+[a, b] -[] ~[]", "+[] -[] ~[] stale", "+[c, d] -[a, b] ~[]");
  }

  @Test
  void aServiceDeletedDuringAnOutageIsEmpty() throws Exception {
    cut();
    admin.delete().deletingChildrenIfNeeded().forPath("/services");
    proxy.restore();

    awaitIds(view);
    create("c", "three");
    awaitIds(view, "c");
  }

  @Test
  void aViewOutlivesItsSession() throws Exception {
    cut();
    long session = ownSession();
    zk.server().expire(session);
    create("c", "three");
    proxy.restore();

    awaitIds(view, "a", "b", "c");
    admin.delete().forPath(SERVICE + "/a");
    awaitIds(view, "b", "c");
    assertThat(told.events()).doesNotContain("+[a, b] -[a, b] ~[]");
  }

  @RepeatedTest(3)
  void aServiceDeletedAndRecreatedWhileConnectedIsFollowed() throws Exception {
    for (int round = 0; round < 5; round++) {
      admin.delete().deletingChildrenIfNeeded().forPath("/services");
      create("c" + round, "three");
      awaitIds(view, "c" + round);
    }
    admin.delete().deletingChildrenIfNeeded().forPath("/services");
    awaitIds(view);
  }

  @Test
  void aViewOpenedDuringAnOutageIsLoadedAfterIt() throws Exception {
    cut();
    Membership late = coordination.registry().watch("servers");
    Told<String> toldLate = new Told<>();
    late.subscribe(change -> toldLate.accept(words(change)));
    create("c", "three");
    assertThat(late.snapshot().stale()).isTrue();
    proxy.restore();

    awaitIds(late, "a", "b", "c");
    assertThat(toldLate.awaitCount(1)).containsExactly("+[a, b, c] -[] ~[]");
  }

  @Test
  void aServerThatLostItsDataEmptiesTheView() throws Exception {
    zk.server().restartWiped();
    // The administrator's session has ended, too, and its client finds out when it likes.
    Awaitility.await().ignoreExceptions().until(() -> admin.checkExists().forPath("/") != null);

    awaitIds(view);
    create("c", "three");
    awaitIds(view, "c");
  }

  @Test
  void aReconnectWithoutAnyChangeCostsAHandfulOfRequests() throws Exception {
    cut();
    RequestCounts before = zk.server().requests();
    proxy.restore();
    awaitIds(view, "a", "b");

    RequestCounts since = zk.server().requests().since(before);
    assertThat(since.total()).as("requests: %s", since).isLessThanOrEqualTo(15);
  }

  @Test
  void aLoadThatLostItsConnectionMakesNoLaterOneSlower() throws Exception {
    int members = 200;
    for (int i = 0; i < members; i++) {
      create("m%03d".formatted(i), "x");
    }
    await(view, seen -> seen.instances().size() == members + 2);
    ReplyFault lost = proxy.loseReply(OpCode.multiRead);
    Membership interrupted = coordination.registry().watch("servers");
    lost.await(); // so it goes on in the smallest pieces
    await(interrupted, seen -> !seen.stale());

    proxy.cut();
    await(interrupted, seen -> seen.stale());
    RequestCounts before = zk.server().requests();
    proxy.restore();
    await(interrupted, seen -> !seen.stale());

    RequestCounts since = zk.server().requests().since(before);
    assertThat(interrupted.snapshot().instances()).hasSize(members + 2);
    assertThat(since.of(OpCode.multiRead)).as("requests: %s", since).isLessThan(members / 10);
  }

  private void cut() throws InterruptedException {
    proxy.cut();
    await(view, seen -> seen.stale());
    told.await(words -> words.contains("+[] -[] ~[] stale"));
  }

  private long ownSession() {
    return zk.server().sessions().stream()
        .filter(id -> id != sessionOf(admin))
        .findAny()
        .orElseThrow();
  }

  private static long sessionOf(CuratorFramework client) {
    try {
      return client.getZookeeperClient().getZooKeeper().getSessionId();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void create(String id, String address) throws Exception {
    admin.create().creatingParentsIfNeeded().forPath(SERVICE + "/" + id, bytes(address));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
