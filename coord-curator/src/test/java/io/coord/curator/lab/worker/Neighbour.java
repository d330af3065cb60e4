package io.coord.curator.lab.worker;

import java.util.concurrent.CountDownLatch;
import org.apache.zookeeper.ZooKeeper;

/** Other code of the process, and what it does to the client that it shares with the subject. */
final class Neighbour {

  private final Subject subject;
  private volatile CountDownLatch stalled = new CountDownLatch(0);

  Neighbour(Subject subject) {
    this.subject = subject;
  }

  /**
   * Blocks the thread that delivers the replies of the current handle. What the handle learns about
   * its connection from now on is not reported even later, as if the handle had been replaced
   * before.
   */
  void stall() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    stalled = goOn;
    ZooKeeper handle = handle();
    handle.register(event -> {});
    handle.exists("/", false, (rc, path, context, stat) -> await(goOn), null);
  }

  /** Returns when the handle has got the answers to all that was asked before, told or not. */
  void catchUp() throws Exception {
    handle().exists("/", false);
  }

  /** Delivers the replies. */
  void goOn() {
    stalled.countDown();
  }

  /** Replaces the handle; without a connection the servers do not hear of it. */
  void abandonSession() throws Exception {
    subject.client().getZookeeperClient().reset();
  }

  private ZooKeeper handle() throws Exception {
    return subject.client().getZookeeperClient().getZooKeeper();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
