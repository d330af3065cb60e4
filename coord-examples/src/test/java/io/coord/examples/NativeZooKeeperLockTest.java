package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NativeZooKeeperLockTest {

  private static final String ROOT = "/locks/demo";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private EmbeddedZooKeeper zooKeeper;
  private RawClient witness;
  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    zooKeeper = EmbeddedZooKeeper.start();
    witness = RawClient.connect(zooKeeper.connectString(), PATIENCE);
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
    witness.close();
    zooKeeper.close();
  }

  private NativeZooKeeperLock contender() throws Exception {
    NativeZooKeeperLock lock = NativeZooKeeperLock.connect(zooKeeper.connectString(), ROOT, 10_000);
    opened.add(lock);
    return lock;
  }

  private void awaitQueue(int length) {
    await().atMost(PATIENCE).until(() -> witness.children(ROOT).size() == length);
  }

  @Test
  void onlyOneContenderHoldsTheLock() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Worker<Void>> workers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      NativeZooKeeperLock lock = contender();
      workers.add(
          Worker.start(
              "contender " + i,
              () -> {
                for (int turn = 0; turn < 25; turn++) {
                  lock.lock();
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  inside.decrementAndGet();
                  lock.unlock();
                }
                return null;
              }));
    }
    for (Worker<Void> worker : workers) {
      worker.await(PATIENCE);
    }
    assertThat(most).hasValue(1);
    assertThat(witness.children(ROOT)).isEmpty();
  }

  @Test
  void contendersAcquireInOrderOfArrival() throws Exception {
    List<String> order = new ArrayList<>();
    NativeZooKeeperLock holder = contender();
    holder.lock();
    List<Worker<Void>> workers = new ArrayList<>();
    for (String name : List.of("first", "second", "third")) {
      NativeZooKeeperLock lock = contender();
      workers.add(
          Worker.start(
              name,
              () -> {
                lock.lock();
                order.add(name); // under the lock
                lock.unlock();
                return null;
              }));
      awaitQueue(workers.size() + 1);
    }
    holder.unlock();
    for (Worker<Void> worker : workers) {
      worker.await(PATIENCE);
    }
    assertThat(order).containsExactly("first", "second", "third");
  }

  @Test
  void aWaiterInTheMiddleCanGiveUp() throws Exception {
    NativeZooKeeperLock holder = contender();
    holder.lock();
    NativeZooKeeperLock middle = contender();
    Thread waiting = new Thread(() -> assertThatThrownBy(middle::lock));
    waiting.start();
    awaitQueue(2);
    NativeZooKeeperLock last = contender();
    Worker<String> end =
        Worker.start(
            "last",
            () -> {
              last.lock();
              return witness.children(ROOT).toString();
            });
    awaitQueue(3);

    waiting.interrupt();
    waiting.join();
    awaitQueue(2);
    holder.unlock();

    assertThat(end.await(PATIENCE)).isEqualTo("[" + last.node() + "]");
  }

  @Test
  void theNextWaiterAcquiresWhenTheHoldersSessionEnds() throws Exception {
    NativeZooKeeperLock holder = contender();
    holder.lock();
    NativeZooKeeperLock next = contender();
    Worker<Void> waiting =
        Worker.start(
            "next",
            () -> {
              next.lock();
              return null;
            });
    awaitQueue(2);
    holder.close();
    waiting.await(PATIENCE);
  }

  @Test
  void aWaiterWhoseNodeIsDeletedFails() throws Exception {
    NativeZooKeeperLock holder = contender();
    holder.lock();
    NativeZooKeeperLock next = contender();
    Worker<Class<?>> waiting =
        Worker.start(
            "next",
            () -> {
              try {
                next.lock();
                return Void.class;
              } catch (KeeperException e) {
                return e.getClass();
              }
            });
    awaitQueue(2);
    witness.zooKeeper().delete(ROOT + "/" + witness.children(ROOT).get(1), -1);
    holder.unlock();
    assertThat(waiting.await(PATIENCE)).isEqualTo(KeeperException.NoNodeException.class);
  }

  @Test
  void itIsNotReentrant() throws Exception {
    NativeZooKeeperLock lock = contender();
    lock.lock();
    assertThatThrownBy(lock::lock).isInstanceOf(IllegalStateException.class);
    lock.unlock();
    assertThatThrownBy(lock::unlock).isInstanceOf(IllegalStateException.class);
  }
}
