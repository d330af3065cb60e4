package io.coord.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.Views;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import io.coord.registry.Membership;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import org.apache.zookeeper.CreateMode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The faults of the test kit, as Coord over a real server sees them. */
@Timeout(120)
class CoordServerTest {

  @RegisterExtension
  static final CoordExtension zk = new CoordExtension(CuratorCoordination::connect);

  @BeforeAll
  static void bePatient() {
    Awaitility.setDefaultTimeout(Views.PATIENCE);
  }

  private static void await(Lease lease, LeaseState state) {
    Awaitility.await().until(() -> lease.state() == state);
  }

  @Test
  void anExpiredSessionHasEndedAtTheServerWhenTheCallReturns() throws Exception {
    Coordination a = zk.process("a");
    Coordination b = zk.process("b");
    Lease lost = a.lock("expired").acquire();

    zk.expire(a);

    try (Lease next = b.lock("expired").tryAcquire().orElseThrow()) {
      assertThat(next.fencingToken()).isGreaterThan(lost.fencingToken());
    }
    await(lost, LeaseState.LOST);
    assertThat(lost.lossCause()).contains(LossCause.SESSION_EXPIRED);
    zk.expire(a); // its next session, as soon as it has one
  }

  @Test
  void aFrozenProcessIsTheOnlyOneThatIsInDoubt() throws Exception {
    Coordination a = zk.process("a");
    Coordination b = zk.process("b");
    try (Lease frozen = a.lock("frozen a").acquire();
        Lease other = b.lock("frozen b").acquire()) {
      zk.freeze(a);
      await(frozen, LeaseState.SUSPECT);
      assertThat(other.isHeld()).isTrue();

      zk.thaw(a);
      Awaitility.await().until(frozen::isHeld);
    }
  }

  @Test
  void aProcessThatIsCutOffComesBackToItsSession() throws Exception {
    Coordination a = zk.process("a");
    Coordination b = zk.process("b");
    try (Lease lease = a.lock("cut").acquire()) {
      zk.cut(a);
      await(lease, LeaseState.SUSPECT);
      assertThat(b.lock("cut").tryAcquire()).as("its session goes on").isEmpty();

      zk.reconnect(a);
      Awaitility.await().until(lease::isHeld);
    }
  }

  @Test
  void aMemberThatCrashesIsGoneAtOnce() throws Exception {
    Coordination a = zk.process("a");
    a.registry().register(Views.server("crashed"));
    try (Membership view = zk.process("b").registry().watch("servers")) {
      Views.awaitIds(view, "crashed");

      zk.cut(a);
      zk.expire(a);

      assertThat(zk.process("c").registry().instances("servers")).isEmpty();
      Views.awaitIds(view);
    }
  }

  @Test
  void aPausedProcessIsToldOnlyWhenItResumes() throws Exception {
    Coordination a = zk.process("a");
    Coordination b = zk.process("b");
    Lease overtaken = a.lock("paused").acquire();

    zk.pause(a);

    b.lock("paused").tryAcquire().orElseThrow().close();
    assertThat(overtaken.lossCause()).isEmpty();
    zk.resume(a);
    await(overtaken, LeaseState.LOST);
    assertThat(overtaken.lossCause()).contains(LossCause.SESSION_EXPIRED);
  }

  @Test
  void anOutagePutsALeaseInDoubtAndTheServerComesBackWithItsData() throws Exception {
    Coordination a = zk.process("a");
    try (Lease lease = a.lock("outage").acquire()) {
      zk.stop();
      await(lease, LeaseState.SUSPECT);

      zk.restart();
      Awaitility.await().until(lease::isHeld);
    }
  }

  @Test
  void aWipedServerIsEmptyAndARegistrationComesBack() throws Exception {
    try (CoordServer own = shortSessions().start()) {
      own.process("a").registry().register(Views.server("restored"));
      own.client().create().forPath("/wiped");

      own.wipe();

      Membership view = own.process("b").registry().watch("servers");
      Views.awaitIds(view, "restored");
      assertThat(own.client().checkExists().forPath("/wiped")).isNull();
    }
  }

  private static CoordServer shortSessions() {
    return new CoordServer(CuratorCoordination::connect).maxSessionTimeout(Duration.ofSeconds(2));
  }

  @Test
  void aLeaseThatIsLeftOpenIsNamedWithThePlaceWhereItWasAcquired() throws Exception {
    CoordServer own = new CoordServer(CuratorCoordination::connect).start();
    Coordination a = own.process("leaky");
    a.lock("released").acquire().close();
    a.lock("left").acquireAsync().join();
    Optional<Lease> tried = a.lock("tried").tryAcquire();
    assertThat(tried).isPresent();

    assertThatThrownBy(own::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a lease of lock 'left' in process 'leaky', acquired at")
        .hasMessageContaining("a lease of lock 'tried' in process 'leaky', acquired at")
        .hasMessageContaining("(CoordServerTest.java:")
        .hasMessageNotContaining("'released'");
    assertThatIllegalStateException().isThrownBy(own::stop).withMessageContaining("is closed");
  }

  @Test
  void aNodeAndAThreadThatAreLeftAreNamedUnlessThatIsTurnedOff() throws Exception {
    CoordServer own = new CoordServer(CuratorCoordination::connect).start();
    var stranger = CuratorCoordination.connect(own.connectString());
    stranger.registry().register(Views.server("left"));

    assertThatThrownBy(own::closeProcesses)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the node /services/servers/left")
        .hasMessageContaining("the thread coord-");

    own.leakCheck(false).closeProcesses();
    stranger.close();
    own.close();
    own.close();
  }

  @Test
  void aProcessThatCannotBeClosedKeepsNoOtherOpen() {
    CoordServer own = new CoordServer(CoordServerTest::failingToClose).start();
    Coordination first = own.process("first");
    own.process("second");

    assertThatThrownBy(own::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("process 'first', which could not be closed")
        .hasMessageContaining("process 'second', which could not be closed");
    assertThat(first.connectionState()).isEqualTo(ConnectionState.CLOSED);
  }

  private static Coordination failingToClose(String address) {
    Coordination real = CuratorCoordination.connect(address);
    return (Coordination)
        Proxy.newProxyInstance(
            Coordination.class.getClassLoader(),
            new Class<?>[] {Coordination.class},
            (self, method, arguments) -> {
              Object result = method.invoke(real, arguments);
              if (method.getName().equals("close")) {
                throw new IllegalStateException("thrown by a test's close");
              }
              return result;
            });
  }

  @Test
  void otherToolsSeeTheServer() throws Exception {
    zk.client().create().withMode(CreateMode.EPHEMERAL).forPath("/seen");
    assertThat(zk.client().checkExists().forPath("/seen")).isNotNull();
    assertThat(zk.connectString()).startsWith("127.0.0.1:");
  }

  @Test
  void badUseGetsOneClearSentence() throws Exception {
    Coordination mine = zk.process("mine");
    try (CoordServer own = new CoordServer(CuratorCoordination::connect)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> own.process("early"))
          .withMessage("This server has not been started: call start() first.");
      own.start();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> own.expire(mine))
          .withMessageStartingWith("Not a process of this server");
      own.stop();
      assertThatIllegalStateException()
          .isThrownBy(() -> own.process("late"))
          .withMessage("This server is stopped: call restart() first.");
    }
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CoordServer own = new CoordServer(CuratorCoordination::connect).port(taken.getLocalPort());
      assertThatIllegalStateException()
          .isThrownBy(own::start)
          .withMessage("Port " + taken.getLocalPort() + " is in use by another program.");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shortSessions().maxSessionTimeout(Duration.ofMillis(999)));
  }

  @Test
  void aProcessWithoutASessionHasNoneToEnd() throws Exception {
    Coordination a = zk.process("a");
    zk.cut(a);
    zk.expire(a);

    assertThatIllegalStateException()
        .isThrownBy(() -> zk.expire(a))
        .withMessage("Process 'a' has no session to end.");
  }
}
