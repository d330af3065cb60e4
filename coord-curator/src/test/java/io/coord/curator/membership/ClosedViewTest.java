package io.coord.curator.membership;

import static io.coord.curator.testing.Views.await;
import static io.coord.curator.testing.Views.awaitIds;

import io.coord.Coordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Membership;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A view is closed while the network fails: it takes its watch away, and nothing from the others.
 */
@Timeout(90)
class ClosedViewTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1000);

  private CuratorFramework admin;
  private TcpProxy proxy;
  private Coordination coordination;
  private Membership orders;
  private Membership invoices;

  @BeforeEach
  void openTwoViewsOfOneClient() throws Exception {
    admin = zk.client();
    admin.create().creatingParentsIfNeeded().forPath("/services/orders/a");
    admin.create().creatingParentsIfNeeded().forPath("/services/invoices/b");
    proxy = zk.proxy();
    coordination = zk.coordination(proxy);
    orders = coordination.registry().watch("orders");
    invoices = coordination.registry().watch("invoices");
    awaitIds(orders, "a");
    awaitIds(invoices, "b");
  }

  @AfterEach
  void deleteAll() throws Exception {
    admin.delete().deletingChildrenIfNeeded().forPath("/services");
  }

  @Test
  void aRemovalThatIsNotAnsweredHidesNoLostConnectionFromTheOtherViews() throws Exception {
    loseConnectionWhileOneIsClosed();

    await(orders, seen -> seen.stale());
    admin.create().forPath("/services/orders/c");
    admin.delete().forPath("/services/orders/a");
    proxy.restore();

    awaitIds(orders, "c");
    Awaitility.await().until(() -> zk.server().watchedPaths().equals(watchesOf("orders")));
  }

  @Test
  void aViewThatIsClosedDuringAnOutageLeavesNoWatchAfterIt() throws Exception {
    proxy.cut();
    await(invoices, seen -> seen.stale());
    invoices.close();
    proxy.restore();

    awaitIds(orders, "a");
    Awaitility.await().until(() -> zk.server().watchedPaths().equals(watchesOf("orders")));
  }

  @Test
  void aRemovalThatIsTriedAgainDoesNotHitAViewThatWasOpenedMeanwhile() throws Exception {
    loseConnectionWhileOneIsClosed();
    Membership again = coordination.registry().watch("invoices");
    proxy.restore();
    awaitIds(again, "b");
    awaitIds(orders, "a");

    Awaitility.await()
        .during(Duration.ofMillis(800))
        .until(() -> zk.server().watchedPaths().contains("/services/invoices"));
    admin.create().forPath("/services/invoices/d");
    awaitIds(again, "b", "d");
  }

  /** A thread for callbacks ends five seconds after its last task. */
  @Test
  void aRemovalThatIsNotAnsweredIsNotTriedWithoutAConnection() throws Exception {
    loseConnectionWhileOneIsClosed();

    Awaitility.await().until(() -> !isAlive("coord-listener"));
  }

  private static boolean isAlive(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith(name));
  }

  private void loseConnectionWhileOneIsClosed() throws Exception {
    RequestCounts before = zk.server().requests();
    proxy.loseAnswers();
    invoices.close();
    Awaitility.await()
        .until(() -> zk.server().requests().since(before).of(OpCode.removeWatches) > 0);
    proxy.cut();
  }

  private static List<String> watchesOf(String service) {
    return List.of("/services/" + service);
  }
}
