package io.coord.curator.connection;

import static io.coord.curator.testing.Views.await;
import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.coord.Coordination;
import io.coord.RejectedException;
import io.coord.curator.testing.CapturedLog;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceRegistry;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Time;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What ZooKeeper does not permit is said clearly, and not asked again and again. */
@Timeout(60)
class AccessControlTest {

  private static final String SERVICE = "/services/servers";
  private static final List<ACL> OPEN = Ids.OPEN_ACL_UNSAFE;
  private static final List<ACL> READ_ONLY = onlyAdminAnd(Perms.READ);
  private static final List<ACL> CLOSED = onlyAdminAnd(0);

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private CuratorFramework admin;
  private ServiceRegistry registry;

  @BeforeEach
  void openAsAdmin() throws Exception {
    admin = zk.admin();
    // A registration of the test before may have put it back when that deleted it.
    admin.create().orSetData().creatingParentsIfNeeded().forPath(SERVICE);
    registry = zk.coordination().registry();
  }

  @AfterEach
  void openAgain() throws Exception {
    admin.setACL().withACL(OPEN).forPath(SERVICE);
    admin.delete().guaranteed().deletingChildrenIfNeeded().forPath(SERVICE);
  }

  @Test
  void aRegistrationThatIsNotPermittedIsRejectedInAFewRequests() throws Exception {
    admin.setACL().withACL(READ_ONLY).forPath(SERVICE);
    RequestCounts before = zk.server().requests();

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> registry.register(server("a")))
        .withMessageContaining("permission")
        .withMessageContaining(SERVICE + "/a");

    assertFewRequestsInTheNextSeconds(before, 5);
    assertThat(zk.server().ephemerals()).isEmpty();
  }

  @Test
  void readsThatAreNotPermittedAreRejected() throws Exception {
    admin.setACL().withACL(CLOSED).forPath(SERVICE);

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> registry.instances("servers"))
        .withMessageContaining("permission");
  }

  @Test
  void aViewThatIsNotPermittedSaysSoInTheLogStaysStaleAndDoesNotSpin() throws Exception {
    admin.setACL().withACL(CLOSED).forPath(SERVICE);
    try (CapturedLog log = CapturedLog.start()) {
      RequestCounts before = zk.server().requests();

      Membership view = registry.watch("servers");

      Awaitility.await().until(() -> !log.lines(SERVICE).isEmpty());
      assertThat(view.snapshot().stale()).isTrue();
      assertFewRequestsInTheNextSeconds(before, 5);
      assertThat(log.lines(SERVICE)).hasSizeLessThan(5);
      admin.setACL().withACL(OPEN).forPath(SERVICE);
      admin.create().forPath(SERVICE + "/a");
      await(view, seen -> !seen.stale() && seen.find("a").isPresent());
    }
  }

  @Test
  void aViewThatMayReadAgainDoesSoAtTheFirstSignOfIt() throws Exception {
    TcpProxy proxy = zk.proxy();
    Membership view = zk.coordination(proxy).registry().watch("servers");
    awaitIds(view);
    proxy.cut();
    admin.setACL().withACL(CLOSED).forPath(SERVICE);
    try (CapturedLog log = CapturedLog.start()) {
      proxy.restore();
      Awaitility.await().until(() -> !log.lines("view stays stale").isEmpty());
    }

    admin.setACL().withACL(OPEN).forPath(SERVICE);
    admin.setData().forPath(SERVICE, new byte[] {1});

    // Without a sign it would be tried ten seconds after the line in the log.
    assertThat(view.await(seen -> !seen.stale(), Duration.ofSeconds(8))).isTrue();
  }

  @Test
  void aLostRegistrationThatMayNotComeBackIsTriedWithRestraintUntilItMay() throws Exception {
    Registration registration = registry.register(server("a"));
    admin.setACL().withACL(READ_ONLY).forPath(SERVICE);
    try (CapturedLog log = CapturedLog.start()) {
      RequestCounts before = zk.server().requests();

      admin.delete().forPath(SERVICE + "/a");

      Awaitility.await().until(() -> registration.state() == RegistrationState.RESTORING);
      Awaitility.await().until(() -> !log.lines(SERVICE + "/a").isEmpty());
      assertFewRequestsInTheNextSeconds(before, 30); // six tries, with growing delays
      assertThat(log.lines(SERVICE + "/a")).hasSizeLessThan(5);
    }
    Membership view = registry.watch("servers");
    admin.setACL().withACL(OPEN).forPath(SERVICE);
    awaitIds(view, "a");
  }

  @Test
  void aRegistrationThatMayNotBeRemovedSaysSoOnceIsTriedRarelyAndKeepsNobodyWaiting()
      throws Exception {
    Coordination coordination =
        zk.closing(zk.builder().operationTimeout(Duration.ofMinutes(5)).connect());
    Registration registration = coordination.registry().register(server("a"));
    admin.setACL().withACL(onlyAdminAnd(Perms.ALL & ~Perms.DELETE)).forPath(SERVICE);
    try (CapturedLog log = CapturedLog.start()) {
      RequestCounts before = zk.server().requests();

      registration.close();

      assertThat(registration.state()).isEqualTo(RegistrationState.CLOSED);
      assertFewRequestsInTheNextSeconds(before, 20); // a look before each of six or seven tries
      assertThat(log.lines("Could not deregister " + SERVICE + "/a")).hasSize(1);
      assertThat(log.lines("Could not register")).isEmpty();
      registration.close();
    }
    admin.setACL().withACL(OPEN).forPath(SERVICE);
    Awaitility.await().until(() -> zk.server().stat(SERVICE + "/a") == null);
  }

  @Test
  void anUpdateThatIsNotPermittedIsRejectedAndTheDesiredValueStays() throws Exception {
    Registration registration = registry.register(server("a"));
    admin.setACL().withACL(READ_ONLY).forPath(SERVICE + "/a");

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> registration.update(value -> value.toBuilder().port(1).build()))
        .withMessageContaining("permission");

    assertThat(registration.instance()).isEqualTo(server("a"));
    assertThat(registration.state()).isEqualTo(RegistrationState.REGISTERED);
  }

  private static void assertFewRequestsInTheNextSeconds(RequestCounts before, int most)
      throws InterruptedException {
    Time.pass(Duration.ofSeconds(2)); // in which a storm would show
    RequestCounts since = zk.server().requests().since(before);
    assertThat(since.total()).as("requests: %s", since).isLessThanOrEqualTo(most);
  }

  private static List<ACL> onlyAdminAnd(int worldsPermissions) {
    ACL admins = new ACL(Perms.ALL, Ids.AUTH_IDS);
    return worldsPermissions == 0
        ? List.of(admins)
        : List.of(admins, new ACL(worldsPermissions, Ids.ANYONE_ID_UNSAFE));
  }
}
