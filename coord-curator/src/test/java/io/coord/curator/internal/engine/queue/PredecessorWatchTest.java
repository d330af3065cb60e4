package io.coord.curator.internal.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.zookeeper.lock.LockQueues;
import io.coord.curator.lock.LockHost;
import io.coord.curator.testing.ClientWatches;
import io.coord.curator.testing.ZkTest;
import io.coord.test.internal.ReplyFault;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The watch of a contender that waits; its observer is not asked here. */
@Timeout(60)
class PredecessorWatchTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private static final class Deaf implements PredecessorWatch.Observer {
    @Override
    public void onList(PredecessorWatch watch, List<String> contenders) {}

    @Override
    public void onTrouble(ReplyCode code) {}
  }

  /**
   * A handle that ends answers its requests with its queue locked. A contender that leaves at that
   * moment has to wait for that queue, so the answer must not wait for the contender.
   */
  @Test
  void anAnswerDoesNotWaitForAContenderThatLeaves() throws Exception {
    CountDownLatch leaves = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    SimulatedQueue queue = new SimulatedQueue();
    queue.onUnwatch =
        () -> {
          leaves.countDown();
          awaitQuietly(answered);
        };
    PredecessorWatch watch = new PredecessorWatch(queue, new Deaf());
    watch.watch("theirs");
    CompletableFuture<Boolean> leaving = CompletableFuture.supplyAsync(watch::stop);
    leaves.await();

    CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> watch.fail(ReplyCode.NONODE));

    assertThat(answer).succeedsWithin(Duration.ofSeconds(20));
    answered.countDown();
    assertThat(leaving).succeedsWithin(Duration.ofSeconds(20));
  }

  /** With the connection the watch is back, too, though the queue is being listed again. */
  @Test
  void noWatchIsLeftByWhoLeavesWhileItLooksAgain() throws Exception {
    TcpProxy proxy = zk.proxy();
    CuratorFramework client = zk.clients().connected(proxy.connectString());
    zk.client()
        .create()
        .creatingParentContainersIfNeeded()
        .withMode(CreateMode.EPHEMERAL)
        .forPath("/queue/theirs");
    PredecessorWatch watch = new PredecessorWatch(queue(client), new Deaf());
    watch.watch("theirs");
    Awaitility.await().until(() -> zk.server().watchCount() == 1);
    ReplyFault list = proxy.freezeAtReply(OpCode.getChildren2);
    zk.server().dropConnections();
    list.await();

    watch.stop();
    proxy.restore();

    Awaitility.await().untilAsserted(() -> ClientWatches.assertNone(client, zk.server()));
    assertThat(zk.server().ephemerals()).contains("/queue/theirs");
  }

  private static QueuePort queue(CuratorFramework client) {
    LockHost host = zk.closing(LockHost.over(client));
    return new LockQueues(host.connection)
        .open(
            new LockPath(
                "/queue", new QueueLengths(System::nanoTime).of("/queue"), System::nanoTime));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
