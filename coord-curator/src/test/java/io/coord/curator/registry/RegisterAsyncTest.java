package io.coord.curator.registry;

import static io.coord.curator.testing.Views.server;
import static io.coord.registry.RegistrationState.REGISTERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.ConnectionState;
import io.coord.Coordination;
import io.coord.RejectedException;
import io.coord.UnavailableException;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Registration;
import io.coord.registry.ServiceInstance;
import io.coord.registry.ServiceRegistry;
import io.coord.test.internal.ReplyFault;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A registration that nobody waits for: it outlasts outages, and leaves nothing when cancelled. */
@Timeout(90)
class RegisterAsyncTest {

  private static final String SERVICE = "/services/servers";
  private static final String PATH = SERVICE + "/a";
  private static final Duration OPERATION_TIMEOUT = Duration.ofMillis(300);

  /** With sessions that Curator does not give up while the machine stands still for a moment. */
  @RegisterExtension static final ZkTest zk = new ZkTest(2500);

  private TcpProxy proxy;
  private Coordination coordination;
  private ServiceRegistry registry;

  @BeforeEach
  void connectByWayOfTheProxy() throws Exception {
    zk.coordination().registry().register(server("first")).close(); // makes the parents
    proxy = zk.proxy();
    coordination =
        zk.closing(zk.builder(proxy.connectString()).operationTimeout(OPERATION_TIMEOUT).connect());
    registry = coordination.registry();
  }

  @Test
  void itOutlastsAnOutageThatIsLongerThanAnyCallWaits() throws Exception {
    cut();
    CompletableFuture<Registration> future = registry.registerAsync(server("a"));
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> registry.register(server("b")));
    assertThat(future).isNotDone();

    proxy.restore();

    assertThat(future.get(60, TimeUnit.SECONDS).state()).isEqualTo(REGISTERED);
    assertThat(zk.server().ephemerals()).containsExactly(PATH);
  }

  @Test
  void itNeedsNoCallerThatKeepsTheFuture() throws Exception {
    cut();
    CompletableFuture<Thread> completed = new CompletableFuture<>();
    registry
        .registerAsync(server("a"))
        .thenAccept(registration -> completed.complete(Thread.currentThread()));
    System.gc();

    proxy.restore();

    assertThat(completed.get(60, TimeUnit.SECONDS).getName()).startsWith("coord-listener");
  }

  @Test
  void cancelledWithoutAConnectionItSendsNothingLater() throws Exception {
    cut();
    RequestCounts before = zk.server().requests();
    CompletableFuture<Registration> future = registry.registerAsync(server("a"));

    future.cancel(true);

    proxy.restore();
    registry.registerAsync(server("later")).get(60, TimeUnit.SECONDS);
    assertThat(zk.server().requests().since(before).of(OpCode.create2)).isEqualTo(1);
    assertThat(zk.server().ephemerals()).containsExactly(SERVICE + "/later");
  }

  @RepeatedTest(3)
  void cancelledWhileItsReplyIsOnTheWayItIsWithdrawnWhenThatHasCome() throws Exception {
    ReplyFault held = proxy.freezeAtReply(OpCode.create2);
    CompletableFuture<Registration> future = registry.registerAsync(server("a"));
    held.await();
    assertThat(zk.server().stat(PATH)).isNotNull();

    future.cancel(true);

    proxy.restore();
    Awaitility.await().until(() -> zk.server().stat(PATH) == null);
    registry.registerAsync(server("later")).get(60, TimeUnit.SECONDS);
    assertThat(zk.server().ephemerals()).containsExactly(SERVICE + "/later");
  }

  @RepeatedTest(3)
  void cancelledAfterItsReplyWasLostItIsWithdrawn() throws Exception {
    ReplyFault lost = proxy.loseReply(OpCode.create2);
    CompletableFuture<Registration> future = registry.registerAsync(server("a"));
    lost.await();

    future.cancel(true);

    Awaitility.await().until(() -> zk.server().stat(PATH) == null);
    registry.registerAsync(server("later")).get(60, TimeUnit.SECONDS);
    assertThat(zk.server().ephemerals()).containsExactly(SERVICE + "/later");
  }

  @RepeatedTest(3)
  void aLostReplyDoesNotCompleteIt() throws Exception {
    ReplyFault lost = proxy.loseReply(OpCode.create2);

    Registration registration = registry.registerAsync(server("a")).get(60, TimeUnit.SECONDS);

    assertThat(lost.hasHappened()).isTrue();
    assertThat(registration.state()).isEqualTo(REGISTERED);
    registration.update(it -> it.toBuilder().port(1).build());
    assertThat(zk.server().ephemerals()).containsExactly(PATH);
  }

  @Test
  void aTimeoutOfTheCallersCancelsItToo() throws Exception {
    cut();
    CompletableFuture<Registration> future =
        registry.registerAsync(server("a")).orTimeout(1, TimeUnit.MILLISECONDS);
    assertThatThrownBy(future::join).isNotNull();

    proxy.restore();

    registry.registerAsync(server("later")).get(60, TimeUnit.SECONDS);
    assertThat(zk.server().ephemerals()).containsExactly(SERVICE + "/later");
  }

  @Test
  void closingDuringAnOutageCompletesIt() throws Exception {
    cut();
    CompletableFuture<Registration> future = registry.registerAsync(server("a"));

    coordination.close();

    assertFails(future, IllegalStateException.class);
  }

  @Test
  void whatCanNeverSucceedFailsItAndStaysAway() throws Exception {
    CuratorFramework admin = zk.client();
    admin
        .setACL()
        .withACL(List.of(new ACL(Perms.ALL & ~Perms.CREATE, Ids.ANYONE_ID_UNSAFE)))
        .forPath(SERVICE);
    try {
      assertFails(registry.registerAsync(server("a")), RejectedException.class);
    } finally {
      admin.setACL().withACL(Ids.OPEN_ACL_UNSAFE).forPath(SERVICE);
    }
    ServiceInstance large =
        server("large").toBuilder().metadata("x", "x".repeat(2_000_000)).build();
    assertFails(registry.registerAsync(large), RejectedException.class);

    registry.registerAsync(server("later")).get(60, TimeUnit.SECONDS);
    assertThat(zk.server().ephemerals()).containsExactly(SERVICE + "/later");
  }

  /** The one who is told may already have registered it again when his code ends. */
  @Test
  void whatIsRejectedStaysAwayEvenWhileItsDependentsRun() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CuratorFramework admin = zk.client();
    admin
        .setACL()
        .withACL(List.of(new ACL(Perms.ALL & ~Perms.CREATE, Ids.ANYONE_ID_UNSAFE)))
        .forPath(SERVICE);
    try {
      ReplyFault held = proxy.freezeAtReply(OpCode.create2); // or the dependent might run here
      registry.registerAsync(server("a")).whenComplete((result, failure) -> block(told, goOn));
      held.await();
      proxy.restore();
      assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      admin.setACL().withACL(Ids.OPEN_ACL_UNSAFE).forPath(SERVICE);
    }

    try {
      Awaitility.await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(30))
          .until(() -> zk.server().stat(PATH) == null);
    } finally {
      goOn.countDown();
    }
  }

  private static void block(CountDownLatch entered, CountDownLatch goOn) {
    entered.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void assertFails(
      CompletableFuture<Registration> future, Class<? extends Exception> reason) {
    assertThatThrownBy(() -> future.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(reason);
  }

  private void cut() {
    proxy.cut();
    Awaitility.await().until(() -> coordination.connectionState() != ConnectionState.CONNECTED);
  }
}
