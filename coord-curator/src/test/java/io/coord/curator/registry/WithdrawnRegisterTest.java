package io.coord.curator.registry;

import static io.coord.curator.testing.Views.server;
import static io.coord.registry.RegistrationState.REGISTERED;
import static io.coord.registry.RegistrationState.REPLACED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.coord.Coordination;
import io.coord.ReplacedException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Registration;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A register of an id that is taken, whose caller is interrupted. What it wrote is withdrawn, and
 * the live registration ends in one of three ways: it was not touched; it learnt that it was
 * replaced, and stays down; or it was replaced, learnt only that its node is gone, and put it back.
 * No node is ever left without a registration.
 */
@Timeout(60)
class WithdrawnRegisterTest {

  private static final String PATH = "/services/servers/a";

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private Coordination one;
  private Coordination other;

  @BeforeEach
  void openTwoOnOneClient() {
    CuratorFramework client = zk.client();
    one = zk.closing(CuratorCoordination.over(client));
    other = zk.closing(CuratorCoordination.over(client));
  }

  @Test
  void oneThatIsInterruptedBeforeSendsNothing() throws Exception {
    Registration live = one.registry().register(server("a"));
    Stat own = zk.server().stat(PATH);
    RequestCounts before = zk.server().requests();
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> other.registry().register(server("a")));
    other.close(); // waits for what might be under way

    assertThat(zk.server().requests().since(before).of(OpCode.create2)).isZero();
    assertThat(zk.server().stat(PATH)).isEqualTo(own);
    assertThat(live.state()).isEqualTo(REGISTERED);
  }

  @RepeatedTest(5)
  void oneThatIsInterruptedBeforeItTakesOverLeavesTheLiveOneAlone() throws Exception {
    Registration live = one.registry().register(server("a"));
    Stat own = zk.server().stat(PATH);

    registerInterruptedAt(OpCode.create2, other);
    other.close(); // waits for the withdrawal

    assertThat(zk.server().stat(PATH)).isEqualTo(own);
    assertThat(live.state()).isEqualTo(REGISTERED);
  }

  @RepeatedTest(5)
  void anotherCoordinationsThatIsInterruptedWhenItTakesOverLeavesNoNodeWithoutARegistration()
      throws Exception {
    Registration live = one.registry().register(server("a"));
    registerInterruptedAtTheTakeover(other);
    assertOnlyTheLiveOneIsLeft(live);
  }

  @RepeatedTest(5)
  void aSecondOneThatIsInterruptedWhenItTakesOverLeavesNoNodeWithoutARegistration()
      throws Exception {
    Registration live = one.registry().register(server("a"));
    registerInterruptedAtTheTakeover(one);
    assertOnlyTheLiveOneIsLeft(live);
  }

  /** It then hears of both changes of the node together, when there is none. */
  @RepeatedTest(5)
  void theLiveOneIsPutBackIfItHearsOfTheOtherOnlyAfterItsWithdrawal() throws Exception {
    TcpProxy proxy = zk.proxy();
    Registration live = zk.coordination(proxy).registry().register(server("a"));
    Stat before = zk.server().stat(PATH);
    proxy.freeze();
    registerInterruptedAtTheTakeover(other);
    other.close(); // waits for the withdrawal
    assertThat(zk.server().stat(PATH)).isNull();

    proxy.restore();

    Awaitility.await().until(() -> zk.server().stat(PATH) != null);
    assertThat(zk.server().stat(PATH).getCzxid()).isGreaterThan(before.getCzxid());
    Awaitility.await().until(() -> live.state() == REGISTERED);
    live.close();
    assertThat(zk.server().stat(PATH)).isNull();
  }

  /** The session does not tell whose node it is; that it was to be replaced does. */
  @RepeatedTest(5)
  void oneWhoseTakeoverDidNotHappenDoesNotRemoveTheNodeThatItWasToReplace() throws Exception {
    Registration live = one.registry().register(server("a"));
    Stat own = zk.server().stat(PATH);
    zk.server().throttleNext(OpCode.multi);

    registerInterruptedAtTheTakeover(other);
    other.close(); // waits for the withdrawal

    assertThat(zk.server().stat(PATH)).isEqualTo(own);
    live.update(value -> value.toBuilder().port(1).build());
    assertThat(live.state()).isEqualTo(REGISTERED);
    assertThat(zk.server().stat(PATH).getCzxid()).isEqualTo(own.getCzxid());
  }

  private static void registerInterruptedAtTheTakeover(Coordination newcomer) {
    registerInterruptedAt(OpCode.multi, newcomer);
  }

  /** The server acts upon that request when the caller has given up. */
  private static void registerInterruptedAt(int opCode, Coordination newcomer) {
    Thread caller = Thread.currentThread();
    CountDownLatch gaveUp = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    zk.server()
        .onRequest(
            opCode,
            () -> {
              if (first.getAndSet(false)) {
                caller.interrupt();
                awaitQuietly(gaveUp);
              }
            });
    try {
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> newcomer.registry().register(server("a")));
    } finally {
      gaveUp.countDown();
      zk.server().onRequest(opCode, () -> {});
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void assertOnlyTheLiveOneIsLeft(Registration live) {
    Awaitility.await().until(() -> hasItsNodeOrIsDownForGood(live));
    live.close();
    Awaitility.await().untilAsserted(() -> assertThat(zk.server().stat(PATH)).isNull());
  }

  /** The node's data tell whose it is: only the live one's port goes up. */
  private boolean hasItsNodeOrIsDownForGood(Registration live) throws Exception {
    try {
      live.update(value -> value.toBuilder().port(value.port() + 1).build());
    } catch (ReplacedException e) {
      return live.state() == REPLACED && zk.server().stat(PATH) == null;
    }
    return one.registry().instances("servers").equals(List.of(live.instance()));
  }
}
