package io.coord.curator.membership;

import static io.coord.curator.testing.Views.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.registry.Membership;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.Told;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A service of small and large members is read without the loss of the connection, on which every
 * lease of the process stands (hazard C7).
 */
@Timeout(120)
class MixedSizesTest {

  private static final String SERVICE = "/services/servers";
  private static final int SMALL = 15;
  private static final int HUGE_BYTES = 1_000_000;

  @RegisterExtension static final ZkTest zk = new ZkTest(2500);

  private final Told<ConnectionState> connection = new Told<>();
  private final Told<LeaseState> lease = new Told<>();
  private final List<String> names = new ArrayList<>();
  private CuratorFramework admin;
  private Coordination coordination;
  private Lease held;

  @BeforeEach
  void holdALease() throws Exception {
    admin = zk.client();
    admin.create().creatingParentsIfNeeded().forPath(SERVICE);
    coordination = zk.coordination();
    held = coordination.lock("orders").acquire();
    coordination.subscribe(connection::accept);
    held.subscribe((same, state) -> lease.accept(state));
  }

  @AfterEach
  void deleteAll() throws Exception {
    held.close();
    for (String name : admin.getChildren().forPath(SERVICE)) {
      admin.delete().inBackground().forPath(SERVICE + "/" + name);
    }
    admin.delete().guaranteed().deletingChildrenIfNeeded().forPath(SERVICE);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2})
  void manyOfTwoKilobytesBesideFewSmallOnes(long seed) throws Exception {
    create(seed, 600, 2_000);

    readAllInEveryWay();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2})
  void fiveOfAMegabyteBesideFewSmallOnes(long seed) throws Exception {
    create(seed, 5, HUGE_BYTES);

    readAllInEveryWay();
  }

  @Test
  void membersThatHaveGrownSinceTheyWereRead() throws Exception {
    create(3, 600, 200);
    assertThat(coordination.registry().instances("servers")).hasSize(names.size());
    CountDownLatch written = new CountDownLatch(names.size());
    for (String name : names) {
      admin
          .setData()
          .inBackground((same, event) -> written.countDown())
          .forPath(SERVICE + "/" + name, new byte[10_000]);
    }
    assertThat(written.await(60, TimeUnit.SECONDS)).isTrue();

    readAllInEveryWay();
  }

  @Test
  void membersThatCameSinceTheServiceWasRead() throws Exception {
    create(4, 600, 200);
    assertThat(coordination.registry().instances("servers")).hasSize(names.size());
    for (int i = 0; i < 5; i++) {
      names.add("new%d".formatted(i));
      admin.create().forPath(SERVICE + "/new" + i, new byte[HUGE_BYTES]);
    }

    readAllInEveryWay();
  }

  @Test
  void whatIsKnownOfAServiceIsNotAskedForAgain() throws Exception {
    create(5, 600, 200);
    assertThat(coordination.registry().instances("servers")).hasSize(names.size());
    RequestCounts before = zk.server().requests();

    assertThat(coordination.registry().instances("servers")).hasSize(names.size());

    RequestCounts again = zk.server().requests().since(before);
    assertThat(again.of(OpCode.getData)).as("requests: %s", again).isZero();
    assertThat(again.of(OpCode.multiRead)).as("requests: %s", again).isEqualTo(2);
  }

  private void readAllInEveryWay() throws Exception {
    Membership first = coordination.registry().watch("servers");
    await(first, seen -> !seen.stale());
    assertThat(first.snapshot().instances()).hasSize(names.size());
    assertThat(coordination.registry().instances("servers")).hasSize(names.size());
    assertThat(coordination.registry().instances("servers")).hasSize(names.size());
    Membership second = coordination.registry().watch("servers");
    await(second, seen -> !seen.stale());
    assertThat(second.snapshot().instances()).hasSize(names.size());

    held.verify(); // what was told before has been told by now
    assertThat(connection.events()).containsExactly(ConnectionState.CONNECTED);
    assertThat(lease.events()).allMatch(state -> state == LeaseState.HELD);
    assertThat(held.isHeld()).isTrue();
  }

  /** Small ones and others. Sorted the small ones come first, unless a seed mixes them. */
  private void create(long seed, int others, int bytes) throws Exception {
    for (int i = 0; i < SMALL + others; i++) {
      names.add("m%04d".formatted(i));
    }
    if (seed > 0) {
      Collections.shuffle(names, new Random(seed));
    }
    CountDownLatch created = new CountDownLatch(names.size());
    for (int i = 0; i < names.size(); i++) {
      admin
          .create()
          .inBackground((same, event) -> created.countDown())
          .forPath(SERVICE + "/" + names.get(i), new byte[i < SMALL ? 10 : bytes]);
    }
    assertThat(created.await(60, TimeUnit.SECONDS)).isTrue();
  }
}
