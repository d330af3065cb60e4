package io.coord.curator.registry;

import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static io.coord.curator.testing.Views.words;
import static io.coord.registry.RegistrationState.CLOSED;
import static io.coord.registry.RegistrationState.REGISTERED;
import static io.coord.registry.RegistrationState.REPLACED;
import static io.coord.registry.RegistrationState.RESTORING;
import static io.coord.registry.RegistrationState.SUSPECT;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.coord.Coordination;
import io.coord.RejectedException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.CapturedLog;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.ServiceInstance;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.data.Stat;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whose node it is when two want one id: the newer's, without a gap and for good. */
class RegistrationOwnershipTest {

  private static final String PATH = "/services/servers/a";
  private static final ServiceInstance OLDER = server("a");
  private static final ServiceInstance NEWER = OLDER.toBuilder().address("newer").build();

  @RegisterExtension static final ZkTest zk = new ZkTest(1000);

  @RepeatedTest(3)
  void aRestartedProcessTakesOverItsStaleNodeWithoutAGap() throws Exception {
    TcpProxy crashed = zk.proxy();
    zk.coordination(crashed).registry().register(OLDER);
    Stat stale = zk.server().stat(PATH);
    Told<String> told = new Told<>();
    Membership view = zk.coordination().registry().watch("servers");
    awaitIds(view, "a");
    view.subscribe(change -> told.accept(words(change)));
    told.awaitCount(1);
    crashed.cut();
    try (ContinuousReader reader = new ContinuousReader(zk.client(), PATH)) {
      reader.awaitReads(100);

      Registration restarted = zk.coordination().registry().register(NEWER);
      Stat own = zk.server().stat(PATH);
      assertThat(own.getEphemeralOwner()).isNotEqualTo(stale.getEphemeralOwner());
      reader.awaitReads(100);
      zk.server().expire(stale.getEphemeralOwner());
      Awaitility.await().until(() -> !zk.server().hasSession(stale.getEphemeralOwner()));
      reader.awaitReads(100);

      assertThat(reader.missed()).as("reads that found no node").isZero();
      assertThat(zk.server().stat(PATH)).isEqualTo(own);
      assertThat(restarted.state()).isEqualTo(REGISTERED);
    }
    assertThat(told.await(words -> words.size() >= 2))
        .containsExactly("+[a] -[] ~[]", "+[a] -[a] ~[]");
  }

  @RepeatedTest(3)
  void aNodeThatAnotherProgramLeftBehindIsTakenOver() throws Exception {
    CuratorFramework other = zk.client();
    other
        .create()
        .creatingParentContainersIfNeeded()
        .withMode(CreateMode.EPHEMERAL)
        .forPath(PATH, new byte[] {1});

    Registration registration = zk.coordination().registry().register(NEWER);
    other.close();

    assertThat(registration.state()).isEqualTo(REGISTERED);
    assertThat(zk.coordination().registry().instances("servers")).containsExactly(NEWER);
  }

  @Test
  void aReplacedRegistrationLearnsOfItOnReconnectionAndStaysDown() throws Exception {
    TcpProxy proxy = zk.proxy();
    Registration older = zk.coordination(proxy).registry().register(OLDER);
    proxy.cut();
    Awaitility.await().until(() -> older.state() == SUSPECT);
    Registration newer = zk.coordination().registry().register(NEWER);
    Stat own = zk.server().stat(PATH);

    try (CapturedLog log = CapturedLog.start()) {
      proxy.restore();
      Awaitility.await().until(() -> older.state() == REPLACED);

      assertThat(log.lines(PATH + " was taken by a newer registration"))
          .singleElement(as(InstanceOfAssertFactories.STRING))
          .contains("WARN");
    }
    older.close();
    assertUntouched(newer, own);
  }

  @Test
  void aProcessWhoseSessionExpiredDoesNotTakeItsNodeBackFromANewerOne() throws Exception {
    TcpProxy proxy = zk.proxy();
    Registration older = zk.coordination(proxy).registry().register(OLDER);
    long olderSession = zk.server().stat(PATH).getEphemeralOwner();
    proxy.cut();
    Registration newer = zk.coordination().registry().register(NEWER);
    Stat own = zk.server().stat(PATH);
    zk.server().expire(olderSession);

    proxy.restore();

    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> older.state() == REPLACED);
    older.close();
    assertUntouched(newer, own);
  }

  @Test
  void aNodeOfTheProcessesOwnFormerSessionIsTakenOverBeforeItDiesWithThatSession()
      throws Exception {
    TcpProxy proxy = zk.proxy();
    CuratorFramework client = zk.clients().connected(proxy.connectString());
    Registration registration =
        zk.closing(CuratorCoordination.over(client)).registry().register(OLDER);
    Stat former = zk.server().stat(PATH);
    proxy.cut();
    // By its settings this client gives its session up long before the server does.
    Awaitility.await().until(() -> registration.state() == RESTORING);
    proxy.restore();
    Awaitility.await().until(() -> registration.state() == REGISTERED);
    assertThat(zk.server().hasSession(former.getEphemeralOwner())).isTrue();
    Stat own = zk.server().stat(PATH);

    zk.server().expire(former.getEphemeralOwner());
    Awaitility.await().until(() -> !zk.server().hasSession(former.getEphemeralOwner()));

    assertThat(own.getEphemeralOwner()).isNotEqualTo(former.getEphemeralOwner());
    assertThat(zk.server().stat(PATH)).isEqualTo(own);
    assertThat(registration.state()).isEqualTo(REGISTERED);
  }

  @RepeatedTest(5)
  void ofManyThatRegisterAtOnceOneWinsAndNobodyFights() throws Exception {
    int processes = 5;
    List<Coordination> coordinations = new ArrayList<>();
    for (int i = 0; i < processes; i++) {
      coordinations.add(zk.coordination());
    }
    RequestCounts before = zk.server().requests();
    List<CompletableFuture<Registration>> starting = new ArrayList<>();
    for (Coordination each : coordinations) {
      starting.add(
          CompletableFuture.supplyAsync(() -> register(each), task -> new Thread(task).start()));
    }
    List<Registration> all = new ArrayList<>();
    for (CompletableFuture<Registration> each : starting) {
      all.add(each.get(20, TimeUnit.SECONDS));
    }

    Awaitility.await()
        .until(() -> count(all, REGISTERED) == 1 && count(all, REPLACED) == processes - 1);
    Stat own = zk.server().stat(PATH);
    all.stream().filter(each -> each.state() == REPLACED).forEach(Registration::close);
    Registration winner = all.stream().filter(each -> each.state() == REGISTERED).findAny().get();
    assertThat(zk.server().stat(PATH)).isEqualTo(own);
    assertThat(zk.coordination().registry().instances("servers"))
        .containsExactly(winner.instance());
    assertThat(zk.server().requests().since(before).total()).isLessThan(40L * processes);
  }

  @Test
  void closingAReplacedRegistrationRemovesNothingEvenBeforeItKnows() throws Exception {
    TcpProxy proxy = zk.proxy();
    Registration older = zk.coordination(proxy).registry().register(OLDER);
    Coordination newerProcess = zk.coordination();
    Awaitility.await().until(() -> zk.server().watchedPaths().contains(PATH)); // it is at rest
    proxy.freeze();
    Registration newer = newerProcess.registry().register(NEWER);
    Stat own = zk.server().stat(PATH);
    assertThat(older.state()).isEqualTo(REGISTERED);

    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(older::close, task -> new Thread(task).start());
    Awaitility.await().until(() -> older.state() == CLOSED);
    proxy.restore();

    closing.get(30, TimeUnit.SECONDS);
    assertUntouched(newer, own);
  }

  /** That the node was written meanwhile is no refusal. */
  @Test
  void aCloseThatIsUnderWayWhileAnotherProgramWritesRemovesTheNode() throws Exception {
    TcpProxy proxy = zk.proxy();
    CuratorFramework admin = zk.client();
    Registration registration = zk.coordination(proxy).registry().register(OLDER);
    Awaitility.await().until(() -> zk.server().watchedPaths().contains(PATH)); // it is at rest
    proxy.freeze();
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(registration::close, task -> new Thread(task).start());
    Awaitility.await().until(() -> registration.state() == CLOSED);
    admin.setData().forPath(PATH, new byte[] {1});

    try (CapturedLog log = CapturedLog.start()) {
      proxy.restore();
      closing.get(30, TimeUnit.SECONDS);
      assertThat(zk.server().stat(PATH)).isNull();
      assertThat(log.lines("Could not deregister")).isEmpty();
    }
  }

  @Test
  void aNodeWithChildrenInTheWayIsRefused() throws Exception {
    CuratorFramework admin = zk.client();
    admin.create().creatingParentsIfNeeded().forPath(PATH + "/child");

    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> zk.coordination().registry().register(NEWER))
        .withMessageContaining(PATH);

    admin.delete().deletingChildrenIfNeeded().forPath(PATH);
  }

  private void assertUntouched(Registration newer, Stat own) throws Exception {
    // Whatever the older one still sends is worked off before this is answered.
    Coordination observer = zk.coordination();
    assertThat(observer.registry().instances("servers")).containsExactly(newer.instance());
    newer.update(value -> value.toBuilder().metadata("still", "here").build());
    assertThat(newer.state()).isEqualTo(REGISTERED);
    assertThat(zk.server().stat(PATH).getCzxid()).isEqualTo(own.getCzxid());
    assertThat(observer.registry().instances("servers")).containsExactly(newer.instance());
  }

  private static Registration register(Coordination coordination) {
    try {
      return coordination.registry().register(OLDER);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long count(List<Registration> all, io.coord.registry.RegistrationState state) {
    return all.stream().filter(each -> each.state() == state).count();
  }
}
