package io.coord.curator.registry;

import static io.coord.curator.testing.Views.await;
import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static io.coord.curator.testing.Views.words;
import static io.coord.registry.RegistrationState.REGISTERED;
import static io.coord.registry.RegistrationState.RESTORING;
import static io.coord.registry.RegistrationState.SUSPECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A registration comes back, whatever took it away, and only then. */
class RegistrationLossTest {

  private static final String PATH = "/services/servers/a";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ROUNDS = 5;

  /** With sessions that Curator does not give up while the machine stands still for a moment. */
  @RegisterExtension static final ZkTest zk = new ZkTest(2500);

  private final Told<RegistrationState> states = new Told<>();

  @Test
  void anExpiredSessionCostsOneLeaveAndOneJoin() throws Exception {
    Told<String> told = new Told<>();
    Membership view = observe(told);
    Registration registration = zk.coordination().registry().register(server("a"));
    registration.subscribe((same, state) -> states.accept(state));
    awaitIds(view, "a");
    Stat before = zk.server().stat(PATH);

    zk.server().expire(before.getEphemeralOwner());

    states.await(all -> all.contains(RESTORING) && registration.state() == REGISTERED);
    Stat after = zk.server().stat(PATH);
    assertThat(after.getEphemeralOwner()).isNotEqualTo(before.getEphemeralOwner());
    told.await(words -> words.stream().filter(word -> word.contains("+[a]")).count() == 2);
    registration.close();
    awaitIds(view);
    told.await(words -> words.stream().filter(word -> word.contains("-[a]")).count() == 2);
    assertThat(told.events()).filteredOn(word -> word.contains("+[a]")).hasSize(2);
    assertThat(told.events()).noneMatch(word -> word.contains("~[a]"));
  }

  @Test
  void nothingIsWrittenIfTheSessionOutlivedTheOutage() throws Exception {
    TcpProxy proxy = zk.proxy();
    Told<String> told = new Told<>();
    Membership view = observe(told);
    Registration registration = zk.coordination(proxy).registry().register(server("a"));
    registration.subscribe((same, state) -> states.accept(state));
    awaitIds(view, "a");
    Stat before = zk.server().stat(PATH);
    RequestCounts requests = zk.server().requests();

    proxy.cut();
    states.await(all -> all.contains(SUSPECT));
    proxy.restore();

    states.await(all -> all.equals(List.of(REGISTERED, SUSPECT, REGISTERED)));
    assertThat(zk.server().stat(PATH)).isEqualTo(before);
    RequestCounts since = zk.server().requests().since(requests);
    assertThat(List.of(OpCode.create, OpCode.create2, OpCode.createContainer, OpCode.setData))
        .as("requests: %s", since)
        .allSatisfy(write -> assertThat(since.of(write)).isZero());
    assertThat(since.of(OpCode.delete) + since.of(OpCode.multi)).isZero();
    assertThat(told.events()).noneMatch(word -> word.contains("-[a]") || word.contains("~[a]"));
  }

  @Test
  void whatAnAdministratorDeletesIsBackWithinASecond() throws Exception {
    CuratorFramework admin = zk.client();
    Registration registration = zk.coordination().registry().register(server("a"));
    registration.subscribe((same, state) -> states.accept(state));
    states.awaitCount(1);

    assertBackWithinASecond(() -> admin.delete().forPath(PATH));

    List<RegistrationState> expected = new ArrayList<>(List.of(REGISTERED));
    for (int round = 0; round < ROUNDS; round++) {
      expected.addAll(List.of(RESTORING, REGISTERED));
    }
    states.await(all -> all.equals(expected));
  }

  @Test
  void theDeletionOfTheWholeServiceIsUndoneWithinASecond() throws Exception {
    CuratorFramework admin = zk.client();
    Registration registration = zk.coordination().registry().register(server("a"));
    Membership view = zk.coordination().registry().watch("servers");
    awaitIds(view, "a");

    assertBackWithinASecond(() -> admin.delete().deletingChildrenIfNeeded().forPath("/services"));

    await(view, seen -> !seen.stale() && seen.find("a").isPresent());
    Awaitility.await().until(() -> registration.state() == REGISTERED);
  }

  @Test
  void dataWrittenByOthersIsOverwritten() throws Exception {
    CuratorFramework admin = zk.client();
    Registration registration = zk.coordination().registry().register(server("a"));
    byte[] data = zk.server().data(PATH);

    admin.setData().forPath(PATH, new byte[] {1, 2, 3});

    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(zk.server().data(PATH)).isEqualTo(data));
    assertThat(registration.state()).isEqualTo(REGISTERED);
  }

  @Test
  void aServerRestartedWithItsDataHasOneMemberAndNoOther() throws Exception {
    Membership view = zk.coordination().registry().watch("servers");
    Registration registration = zk.coordination().registry().register(server("a"));
    awaitIds(view, "a");
    registration.subscribe((same, state) -> states.accept(state));
    states.awaitCount(1);

    zk.server().restart();

    states.await(all -> all.contains(SUSPECT) && registration.state() == REGISTERED);
    awaitIds(view, "a");
    assertThat(zk.server().ephemerals()).containsExactly(PATH);
  }

  @Test
  void aServerThatLostItsDataGetsTheRegistrationAgain() throws Exception {
    // It turns sessions away without a word: they are given up after 4/3 of their timeout.
    Membership view = shortLived().registry().watch("servers");
    Registration registration = shortLived().registry().register(server("a"));
    awaitIds(view, "a");
    registration.subscribe((same, state) -> states.accept(state));

    zk.server().restartWiped();

    states.await(all -> all.contains(RESTORING) && registration.state() == REGISTERED);
    assertThat(zk.server().ephemerals()).containsExactly(PATH);
    awaitIds(view, "a");
  }

  private static Coordination shortLived() {
    return zk.closing(zk.builder().sessionTimeout(Duration.ofSeconds(10)).connect());
  }

  @FunctionalInterface
  private interface Deletion {
    void run() throws Exception;
  }

  /** More often than not: a machine that stands still for a moment says nothing of Coord. */
  private static void assertBackWithinASecond(Deletion deletion) throws Exception {
    List<Duration> absences = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      long czxid = zk.server().stat(PATH).getCzxid();
      deletion.run();
      long start = System.nanoTime();
      Awaitility.await()
          .pollInterval(Duration.ofMillis(5))
          .until(
              () -> {
                Stat now = zk.server().stat(PATH);
                return now != null && now.getCzxid() != czxid;
              });
      absences.add(Duration.ofNanos(System.nanoTime() - start));
    }
    Collections.sort(absences);
    assertThat(absences.get(ROUNDS / 2)).as("%s", absences).isLessThan(Duration.ofSeconds(1));
  }

  private Membership observe(Told<String> told) throws InterruptedException {
    Membership view = zk.coordination().registry().watch("servers");
    view.subscribe(change -> told.accept(words(change)));
    awaitIds(view);
    return view;
  }
}
