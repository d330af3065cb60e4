package io.coord.curator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.test.internal.Clients;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That the servers of the laboratory break in the ways that they are told to, and recover. */
@Timeout(600)
class EnsembleTest {

  private static Ensemble ensemble;

  private final Clients clients = new Clients(4_000);

  @BeforeAll
  static void start() {
    ensemble = Ensemble.start(3, 500, 6);
  }

  @AfterAll
  static void end() {
    ensemble.close();
  }

  @BeforeEach
  void allServe() {
    ensemble.awaitServing();
  }

  @AfterEach
  void close() {
    clients.close();
    for (int i = 0; i < ensemble.size(); i++) {
      ensemble.heal(i);
    }
  }

  @Test
  void aKilledLeaderIsFollowedByAnotherAndComesBack() throws Exception {
    int killed = ensemble.awaitLeader();
    write("/before", "kept");

    ensemble.kill(killed);

    await(() -> ensemble.leader() >= 0);
    write("/meanwhile", "written");
    ensemble.start(killed);
    ensemble.awaitServing();
    awaitData(killed, "/before", "kept");
    awaitData(killed, "/meanwhile", "written");
  }

  @Test
  void aFollowerThatIsHeldBackServesWhatItKnowsAndCatchesUp() throws Exception {
    int follower = ensemble.awaitFollower();

    assertThat(whatItKnowsOnce(ensemble::holdBack, follower)).contains("old");

    ensemble.heal(follower);
    ensemble.awaitServing();
    awaitData(follower, "/isolated", "new");
  }

  @Test
  void anIsolatedFollowerServesWhatItKnowsUntilTheSyncLimitAndCatchesUp() throws Exception {
    int follower = ensemble.awaitFollower();

    assertThat(whatItKnowsOnce(ensemble::isolate, follower)).contains("old");

    await(() -> ensemble.follower() != follower && !serves(follower));
    ensemble.heal(follower);
    ensemble.awaitServing();
    awaitData(follower, "/isolated", "new");
  }

  /** Of "old" and "new", which was written when that had been done to it. */
  private Optional<String> whatItKnowsOnce(IntConsumer fault, int follower) throws Exception {
    Optional<String> known = Optional.empty();
    while (known.isEmpty()) {
      write("/isolated", "old");
      awaitData(follower, "/isolated", "old");
      try (CuratorFramework behind = clients.connected(ensemble.connectString(follower))) {
        known = dataAfterAWriteBehindItsBack(fault, follower, behind);
      }
    }
    return known;
  }

  /** What the follower has then; empty if it has served too short, and it is in contact again. */
  private Optional<String> dataAfterAWriteBehindItsBack(
      IntConsumer fault, int follower, CuratorFramework behind) {
    fault.accept(follower);
    write("/isolated", "new");
    try {
      return Optional.of(data(behind, "/isolated"));
    } catch (Exception e) { // on a busy machine the write may take longer than the sync limit
      ensemble.heal(follower);
      ensemble.awaitServing();
      return Optional.empty();
    }
  }

  @Test
  void anIsolatedLeaderIsReplacedAndCatchesUp() throws Exception {
    int isolated = ensemble.awaitLeader();

    ensemble.isolate(isolated);

    await(() -> ensemble.leader() >= 0 && ensemble.leader() != isolated && !serves(isolated));
    write("/replaced", "by another");
    ensemble.heal(isolated);
    ensemble.awaitServing();
    awaitData(isolated, "/replaced", "by another");
  }

  @Test
  void withoutAMajorityNobodyServes() {
    int leader = ensemble.awaitLeader();

    for (int i = 0; i < ensemble.size(); i++) {
      if (i != leader) {
        ensemble.isolate(i);
      }
    }

    await(() -> ensemble.leader() < 0 && ensemble.follower() < 0);
    for (int i = 0; i < ensemble.size(); i++) {
      ensemble.heal(i);
    }
    ensemble.awaitServing();
  }

  @Test
  void aPausedServerIsSilentAndGoesOn() {
    int follower = ensemble.awaitFollower();

    ensemble.pause(follower);

    assertThat(ensemble.isUp(follower)).isFalse();
    await(() -> ensemble.ask(follower, "ruok").isEmpty()); // a signal takes its time
    ensemble.resume(follower);
    await(() -> ensemble.ask(follower, "ruok").equals("imok"));
  }

  @Test
  void aWipedServerGetsItsDataFromTheOthers() throws Exception {
    int follower = ensemble.awaitFollower();
    write("/wiped", "but not by the others");

    ensemble.stop(follower);
    ensemble.wipe(follower);

    assertThat(ensemble.data(follower).resolve("version-2")).doesNotExist();
    ensemble.start(follower);
    ensemble.awaitServing();
    awaitData(follower, "/wiped", "but not by the others");
  }

  @Test
  void aServerThatStandsAloneKeepsItsDataUntilItIsWiped() throws Exception {
    try (Ensemble alone = Ensemble.start(1, 200, 10)) {
      await(() -> alone.leader() == 0);
      CuratorFramework client = clients.connected(alone.connectString());
      client.create().orSetData().forPath("/kept");
      client.close(); // it would come back only when its session has ended
      alone.kill(0);
      assertThat(alone.leader()).isEqualTo(-1);
      alone.start(0);
      alone.awaitServing();
      CuratorFramework next = clients.connected(alone.connectString(0));
      assertThat(next.checkExists().forPath("/kept")).isNotNull();
      next.close();

      alone.stop(0);
      alone.wipe(0);
      alone.start(0);
      alone.awaitServing();
      assertThat(clients.connected(alone.connectString()).checkExists().forPath("/kept")).isNull();
    }
  }

  @Test
  void nothingIsLeftOfAClosedOne() {
    Ensemble closed = Ensemble.start(1, 200, 10);
    closed.pause(0);

    closed.close();

    assertThat(Files.exists(closed.data(0).getParent().getParent())).isFalse();
    assertThat(closed.ask(0, "ruok")).isEmpty();
  }

  private static boolean serves(int server) {
    return ensemble.ask(server, "srvr").contains("Mode:");
  }

  /** At the leader. On a busy machine there may be another one by the time it is asked. */
  private void write(String path, String data) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () -> {
              try (CuratorFramework client =
                  clients.started(ensemble.connectString(ensemble.leader()))) {
                client.create().orSetData().forPath(path, data.getBytes(StandardCharsets.UTF_8));
                return true;
              }
            });
  }

  /** Waits until that server has caught up and has it. */
  private void awaitData(int server, String path, String data) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              try (CuratorFramework client = clients.connected(ensemble.connectString(server))) {
                client.sync().forPath(path);
                assertThat(data(client, path)).isEqualTo(data);
              }
            });
  }

  private static String data(CuratorFramework client, String path) throws Exception {
    return new String(client.getData().forPath(path), StandardCharsets.UTF_8);
  }

  private static void await(BooleanSupplier condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(condition::getAsBoolean);
  }
}
