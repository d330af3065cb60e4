package io.coord.curator.membership;

import static io.coord.curator.testing.Views.await;
import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.MembershipChange;
import io.coord.registry.MembershipSnapshot;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Told;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A view that is called fresh lacks nobody, although reads fail. */
@Timeout(90)
class UnreadMemberTest {

  private static final String SERVICE = "/services/servers";
  private static final int MEMBERS = 24;
  private static final List<ACL> FOR_ADMIN = List.of(new ACL(Perms.ALL, Ids.AUTH_IDS));

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private final Told<MembershipChange> told = new Told<>();
  private CuratorFramework admin;
  private TcpProxy proxy;

  @BeforeEach
  void openAsAdmin() throws Exception {
    admin = zk.admin();
    admin.create().creatingParentsIfNeeded().forPath(SERVICE);
    proxy = zk.proxy();
  }

  @AfterEach
  void deleteAll() throws Exception {
    proxy.restore();
    admin.delete().guaranteed().deletingChildrenIfNeeded().forPath(SERVICE);
  }

  @Test
  void noFreshViewLacksAMemberWhoseReadFails() throws Exception {
    Membership view = zk.coordination().registry().watch("servers", told::accept);
    awaitIds(view);
    told.awaitCount(1);
    zk.server().throttleNext(OpCode.getData);

    admin.transaction().forOperations(create("one"), create("two"));

    awaitIds(view, "one", "two");
    told.await(all -> isFreshWith(all.get(all.size() - 1), "two"));
    assertFreshViewsLackNobody(told.events().subList(1, told.events().size()), "one", "two");
  }

  @Test
  void noFreshViewLacksAMemberWhoJoinsDuringTheScanAndWhoseReadFails() throws Exception {
    Membership view = watchWithASlowScan();
    zk.server().throttleNext(OpCode.getData);

    admin.create().forPath(SERVICE + "/late");

    Awaitility.await().until(() -> !zk.server().isToThrottle(OpCode.getData));
    assertThat(view.snapshot().stale()).as("the scan lasts").isTrue();
    assertFirstFreshViewIsComplete(view);
  }

  @Test
  void noFreshViewLacksAMemberWhoJoinsDuringTheScanAndIsUnreadableForAMoment() throws Exception {
    Membership view = watchWithASlowScan();
    RequestCounts before = zk.server().requests();

    admin.create().forPath(SERVICE + "/late");
    admin.setACL().withACL(FOR_ADMIN).forPath(SERVICE + "/late"); // before the news are there
    awaitMore(before, OpCode.getData);
    admin.setACL().withACL(Ids.OPEN_ACL_UNSAFE).forPath(SERVICE + "/late");

    assertThat(view.snapshot().stale()).as("the scan lasts").isTrue();
    assertFirstFreshViewIsComplete(view);
  }

  @Test
  void noFreshViewLacksAMemberWhoJoinsDuringTheScanBeforeAnOutage() throws Exception {
    Membership view = watchWithASlowScan();
    RequestCounts before = zk.server().requests();

    admin.create().forPath(SERVICE + "/late");
    awaitMore(before, OpCode.getData);
    proxy.cut();
    assertThat(view.snapshot().stale()).as("the scan lasts").isTrue();
    proxy.restore();

    assertFirstFreshViewIsComplete(view);
  }

  @Test
  void aNodeThatMayNotBeReadIsNoMemberAndTheViewStaysFresh() throws Exception {
    Membership view = zk.coordination(proxy).registry().watch("servers", told::accept);
    awaitIds(view);
    told.awaitCount(1);
    RequestCounts before = zk.server().requests();

    proxy.freeze();
    admin.create().forPath(SERVICE + "/closed");
    admin.setACL().withACL(FOR_ADMIN).forPath(SERVICE + "/closed"); // before the news are there
    proxy.restore();
    awaitMore(before, OpCode.getData);
    admin.create().forPath(SERVICE + "/open");

    awaitIds(view, "open");
    told.await(all -> isFreshWith(all.get(all.size() - 1), "open"));
    assertThat(told.events()).noneMatch(change -> change.snapshot().stale());
  }

  /** A view whose list of members has been read, and their data not yet, by far. */
  private Membership watchWithASlowScan() throws Exception {
    for (int i = 0; i < MEMBERS; i++) {
      admin.create().forPath(SERVICE + "/m%02d".formatted(i), new byte[60_000]);
    }
    var registry = zk.coordination(proxy).registry();
    proxy.delay(Duration.ofMillis(100));
    RequestCounts before = zk.server().requests();
    Membership view = registry.watch("servers", told::accept);
    awaitMore(before, OpCode.getChildren2);
    return view;
  }

  private static void awaitMore(RequestCounts before, int opCode) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> zk.server().requests().since(before).of(opCode) > 0);
  }

  private void assertFirstFreshViewIsComplete(Membership view) throws InterruptedException {
    await(view, seen -> !seen.stale());

    assertThat(view.snapshot().instances()).hasSize(MEMBERS + 1);
    told.await(all -> !all.isEmpty() && !all.get(all.size() - 1).snapshot().stale());
    assertFreshViewsLackNobody(told.events(), "late");
  }

  private static boolean isFreshWith(MembershipChange change, String id) {
    return !change.snapshot().stale() && change.snapshot().find(id).isPresent();
  }

  private static void assertFreshViewsLackNobody(List<MembershipChange> changes, String... ids) {
    assertThat(changes)
        .extracting(MembershipChange::snapshot)
        .filteredOn(seen -> !seen.stale())
        .isNotEmpty()
        .allSatisfy(seen -> assertThat(idsOf(seen)).contains(ids));
  }

  private static List<String> idsOf(MembershipSnapshot seen) {
    return ids(seen.instances());
  }

  private CuratorOp create(String id) throws Exception {
    return admin.transactionOp().create().forPath(SERVICE + "/" + id);
  }
}
