package io.coord.curator.lock;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryOneTime;

/**
 * The main program of a process that is paused. In each round it acquires a lock of its own, both
 * ways, says so, and asks without a break whether it holds them. When it finds that it was paused
 * it prints what the first question after the pause was answered.
 */
public final class PausedHolder {

  private PausedHolder() {}

  /** Arguments: connect string, session timeout in ms, shortest pause in ms. */
  public static void main(String[] args) throws Exception {
    int timeout = Integer.parseInt(args[1]);
    long pause = Duration.ofMillis(Long.parseLong(args[2])).toNanos();
    try (CuratorFramework client =
        CuratorFrameworkFactory.builder()
            .connectString(args[0])
            .sessionTimeoutMs(timeout)
            .connectionTimeoutMs(timeout)
            .retryPolicy(new RetryOneTime(100))
            .ensembleTracker(false)
            .build()) {
      client.start();
      try (Coordination coordination = CuratorCoordination.over(client)) {
        for (int round = 0; ; round++) { // until it is killed
          round(coordination, client, round, pause);
        }
      }
    }
  }

  private static void round(
      Coordination coordination, CuratorFramework client, int round, long pause) throws Exception {
    Lease lease = coordination.lock("paused " + round).acquire();
    InterProcessMutex mutex = new InterProcessMutex(client, "/locks/mutex-" + round);
    acquire(mutex);
    while (!lease.isHeld() && lease.state() != LeaseState.LOST) {
      Thread.onSpinWait();
    }
    System.out.println("holding");
    long before = System.nanoTime();
    while (true) {
      boolean held = lease.isHeld();
      long after = System.nanoTime();
      if (after - before > pause) {
        // Was the pause before the question or after it was answered? Only the next one is sure.
        boolean next = lease.isHeld();
        boolean mutexSays = mutex.isAcquiredInThisProcess();
        boolean connected = client.getZookeeperClient().isConnected();
        System.out.printf("%s %s %s%n", next, mutexSays, connected);
        break;
      }
      before = after;
      if (!held && lease.state() == LeaseState.LOST) {
        System.out.println("lost without a pause");
        break;
      }
    }
    lease.close();
    try {
      mutex.release();
    } catch (Exception e) {
      // Its node is gone.
    }
  }

  /** A machine under load may pause this process here, too, so that its session ends. */
  private static void acquire(InterProcessMutex mutex) {
    while (!mutex.isAcquiredInThisProcess()) {
      try {
        mutex.acquire();
      } catch (Exception e) {
        System.err.println("PausedHolder: " + e);
      }
    }
  }
}
