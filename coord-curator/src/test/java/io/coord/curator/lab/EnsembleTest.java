package io.coord.curator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.Clients;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That the servers of the laboratory break in the ways that they are told to, and recover. */
@Timeout(120)
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
    int killed = ensemble.leader();
    write("/before", "kept");

    ensemble.kill(killed);

    await(() -> ensemble.leader() >= 0);
    write("/meanwhile", "written");
    ensemble.start(killed);
    ensemble.awaitServing();
    assertThat(read(killed, "/before")).isEqualTo("kept");
    assertThat(read(killed, "/meanwhile")).isEqualTo("written");
  }

  @Test
  void anIsolatedFollowerServesWhatItKnowsUntilTheSyncLimitAndCatchesUp() throws Exception {
    int follower = ensemble.follower();
    write("/isolated", "old");
    CuratorFramework behind = clients.connected(ensemble.connectString(follower));

    ensemble.isolate(follower);
    write("/isolated", "new");

    assertThat(data(behind, "/isolated")).as("it does not know of the write").isEqualTo("old");
    await(() -> ensemble.follower() != follower && !serves(follower));
    ensemble.heal(follower);
    ensemble.awaitServing();
    assertThat(read(follower, "/isolated")).isEqualTo("new");
  }

  @Test
  void anIsolatedLeaderIsReplacedAndCatchesUp() throws Exception {
    int isolated = ensemble.leader();

    ensemble.isolate(isolated);

    await(() -> ensemble.leader() >= 0 && ensemble.leader() != isolated && !serves(isolated));
    write("/replaced", "by another");
    ensemble.heal(isolated);
    ensemble.awaitServing();
    assertThat(read(isolated, "/replaced")).isEqualTo("by another");
  }

  @Test
  void withoutAMajorityNobodyServes() {
    int leader = ensemble.leader();

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
    int follower = ensemble.follower();

    ensemble.pause(follower);

    assertThat(ensemble.isUp(follower)).isFalse();
    assertThat(ensemble.ask(follower, "ruok")).isEmpty();
    ensemble.resume(follower);
    await(() -> ensemble.ask(follower, "ruok").equals("imok"));
  }

  @Test
  void aWipedServerGetsItsDataFromTheOthers() throws Exception {
    int follower = ensemble.follower();
    write("/wiped", "but not by the others");

    ensemble.stop(follower);
    ensemble.wipe(follower);

    assertThat(ensemble.data(follower).resolve("version-2")).doesNotExist();
    ensemble.start(follower);
    ensemble.awaitServing();
    assertThat(read(follower, "/wiped")).isEqualTo("but not by the others");
  }

  @Test
  void aServerThatStandsAloneKeepsItsDataUntilItIsWiped() throws Exception {
    try (Ensemble alone = Ensemble.start(1, 200, 10)) {
      assertThat(alone.leader()).isZero();
      CuratorFramework client = clients.connected(alone.connectString());
      client.create().forPath("/kept");
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

  /** What that server has, once it has caught up. */
  private String read(int server, String path) throws Exception {
    CuratorFramework client = clients.connected(ensemble.connectString(server));
    client.sync().forPath(path);
    return data(client, path);
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
