package io.coord.curator.bench;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;

/** One lock, of whichever kind, that the threads of this process share. */
final class LockPeer implements AutoCloseable {

  /**
   * Acquires and releases; tells which tenure it was: the same number as long as it stays, but for
   * one that goes on beyond 4,095 grants as nobody else waits.
   */
  @FunctionalInterface
  interface Cycle {
    long run() throws Exception;
  }

  static final String COORD = "coord";
  static final String COORD_LINGERING = "coord-lingering";
  static final String COORD_IN_STRICT_ORDER = "coord-strict";
  static final String MUTEX = "InterProcessMutex";
  static final String NATIVE = "native lock";

  private static final long GRANTS_PER_TENURE = 4096;

  private final Cycle cycle;
  private final AutoCloseable connection;

  private LockPeer(Cycle cycle, AutoCloseable connection) {
    this.cycle = cycle;
    this.connection = connection;
  }

  static LockPeer open(String kind, String connectString, String name) throws Exception {
    return switch (kind) {
      case COORD -> coord(connectString, name, LockOptions.defaults());
      case COORD_LINGERING ->
          coord(connectString, name, LockOptions.defaults().withLinger(Duration.ofSeconds(10)));
      case COORD_IN_STRICT_ORDER ->
          coord(connectString, name, LockOptions.defaults().withLocalHandoffs(1));
      case MUTEX -> mutex(connectString, name);
      case NATIVE -> nativeLock(connectString, name);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  long cycle() throws Exception {
    return cycle.run();
  }

  @Override
  public void close() throws Exception {
    connection.close();
  }

  private static LockPeer coord(String connectString, String name, LockOptions options) {
    Coordination coordination = CuratorCoordination.connect(connectString);
    DistributedLock lock = coordination.lock(name, options);
    return new LockPeer(
        () -> {
          try (Lease lease = lock.acquire()) {
            return lease.fencingToken() / GRANTS_PER_TENURE;
          }
        },
        coordination);
  }

  private static LockPeer mutex(String connectString, String name) throws InterruptedException {
    CuratorFramework client = PeerClient.connect(connectString);
    InterProcessMutex mutex = new InterProcessMutex(client, "/locks/" + name);
    AtomicLong cycles = new AtomicLong();
    return new LockPeer(
        () -> {
          mutex.acquire();
          try {
            return cycles.incrementAndGet();
          } finally {
            mutex.release();
          }
        },
        client);
  }

  private static LockPeer nativeLock(String connectString, String name) throws Exception {
    CuratorFramework client =
        PeerClient.connect(connectString); // connects; the lock uses the raw handle only
    String root = "/locks/" + name;
    client.create().orSetData().creatingParentsIfNeeded().forPath(root);
    return new LockPeer(new NativeLock(client.getZookeeperClient().getZooKeeper(), root), client);
  }
}
