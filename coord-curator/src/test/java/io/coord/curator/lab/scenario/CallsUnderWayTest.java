package io.coord.curator.lab.scenario;

import static io.coord.curator.testing.Views.awaitIds;
import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ClientWatches;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.test.internal.NoLeaks;
import io.coord.test.internal.ReplyFault;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A call is interrupted, or its Coordination closed, at each of the requests that it makes: at the
 * moment at which the server has executed it and the caller does not know.
 */
@Timeout(120)
class CallsUnderWayTest {

  /** Less than what ends a call in any case: the client gives a silent connection up. */
  private static final Duration SOON = Duration.ofSeconds(6);

  @RegisterExtension static final ZkTest zk = new ZkTest();

  /** A call, and the request at whose reply it is stopped. */
  private enum Step {
    CREATING_THE_LOCK(OpCode.createContainer, false),
    CREATING_A_CONTENDER(OpCode.create2, false),
    READING_THE_QUEUE(OpCode.getChildren2, false),
    CREATING_A_WAITING_CONTENDER(OpCode.create2, true),
    READING_A_LONGER_QUEUE(OpCode.getChildren2, true),
    WATCHING_THE_PREDECESSOR(OpCode.getData, true),
    CREATING_THE_SERVICE(OpCode.createContainer, false),
    CREATING_A_MEMBER(OpCode.create2, false),
    LOOKING_AT_A_MEMBER_IN_THE_WAY(OpCode.exists, true),
    REPLACING_A_MEMBER(OpCode.multi, true);

    private final int kind;
    private final boolean occupied;

    Step(int kind, boolean occupied) {
      this.kind = kind;
      this.occupied = occupied;
    }

    boolean isOfLock() {
      return compareTo(CREATING_THE_SERVICE) < 0;
    }
  }

  private TcpProxy proxy;
  private CuratorFramework client;
  private Coordination coordination;
  private CuratorFramework occupant;

  @BeforeEach
  void connectByWayOfTheProxy() throws Exception {
    proxy = zk.proxy();
    client = zk.clients().connected(proxy.connectString());
    coordination = zk.closing(CuratorCoordination.over(client));
    coordination.lock("warm").acquire().close(); // classes are loaded, threads there
    coordination.registry().register(server("warm")).close();
    occupant = zk.client();
    for (String root : new String[] {"/locks", "/services"}) {
      if (occupant.checkExists().forPath(root) != null) {
        occupant.delete().deletingChildrenIfNeeded().forPath(root);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void anInterruptEndsTheCallSoonAndNothingIsLeft(Step step) throws Exception {
    Call call = stoppedAt(step);

    call.interrupt();

    assertThatThrownBy(() -> call.result().get(SOON.toMillis(), TimeUnit.MILLISECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    proxy.restore();
    assertOnlyTheOccupantIsLeft(step);
    assertTheNextOneSucceeds(step, coordination);
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void aCloseEndsTheCallAndNothingIsLeft(Step step) throws Exception {
    Call call = stoppedAt(step);

    Call closing = Call.make(() -> close(coordination));

    assertThatThrownBy(() -> call.result().get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    proxy.restore();
    closing.result().get(30, TimeUnit.SECONDS);
    assertOnlyTheOccupantIsLeft(step);
    Awaitility.await().untilAsserted(() -> ClientWatches.assertNone(client, zk.server()));
    NoLeaks.ofThreads();
    assertTheNextOneSucceeds(step, zk.coordination());
  }

  @ParameterizedTest
  @ValueSource(ints = {OpCode.addWatch, OpCode.getChildren2, OpCode.getData})
  void aCloseEndsTheLoadOfAViewAndNoWatchIsLeft(int kind) throws Exception {
    zk.client().create().creatingParentsIfNeeded().forPath("/services/servers/a");
    ReplyFault reply = proxy.freezeAtReply(kind);
    coordination.registry().watch("servers");
    reply.await();

    Call closing = Call.make(() -> close(coordination));
    closing.result().get(30, TimeUnit.SECONDS);
    proxy.restore();

    Awaitility.await().untilAsserted(() -> ClientWatches.assertNone(client, zk.server()));
    NoLeaks.ofThreads();
  }

  private Call stoppedAt(Step step) throws Exception {
    if (step.occupied) {
      occupy(step);
    }
    ReplyFault reply = proxy.freezeAtReply(step.kind);
    Callable<?> call =
        step.isOfLock()
            ? () -> coordination.lock("orders").acquire()
            : () -> coordination.registry().register(server("a"));
    Call made = Call.make(call);
    reply.await();
    assertThat(made.result()).isNotDone();
    return made;
  }

  private void occupy(Step step) throws Exception {
    String path = step.isOfLock() ? "/locks/orders/_c_other-lock-" : "/services/servers/a";
    occupant
        .create()
        .creatingParentContainersIfNeeded()
        .withMode(step.isOfLock() ? CreateMode.EPHEMERAL_SEQUENTIAL : CreateMode.EPHEMERAL)
        .forPath(path);
  }

  private void assertOnlyTheOccupantIsLeft(Step step) {
    long occupants = occupant();
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(zk.server().ephemerals())
                    .allMatch(path -> isOf(occupants, path))
                    .hasSizeLessThanOrEqualTo(1));
    // A member may have been replaced before the call was stopped; a lock's holder stays.
    if (step.isOfLock() && step.occupied) {
      assertThat(zk.server().ephemerals()).hasSize(1);
    }
  }

  private static boolean isOf(long session, String path) {
    Stat node = zk.server().stat(path);
    return node != null && node.getEphemeralOwner() == session; // it may have gone meanwhile
  }

  private long occupant() {
    try {
      return occupant.getZookeeperClient().getZooKeeper().getSessionId();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void assertTheNextOneSucceeds(Step step, Coordination next) throws Exception {
    if (step.isOfLock()) {
      occupant.close();
      Lease lease = next.lock("orders").tryAcquire(Duration.ofSeconds(20)).orElseThrow();
      assertThat(lease.isHeld()).isTrue();
      lease.close();
    } else {
      next.registry().register(server("a"));
      awaitIds(zk.coordination().registry().watch("servers"), "a");
    }
  }

  private static Object close(Coordination coordination) {
    coordination.close();
    return coordination;
  }
}
