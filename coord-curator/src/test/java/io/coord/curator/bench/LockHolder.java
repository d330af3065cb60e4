package io.coord.curator.bench;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ChildJvm;
import io.coord.test.internal.Time;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;

/** A process that acquires many different locks, and then only holds them. */
final class LockHolder {

  /** As short as the server allows, so that a few seconds show what is sent. */
  static final int SESSION_MILLIS = 4_000;

  private static final int WARM_UP = 200;
  private static final int THREADS = 16;

  /** Longer than Coord's threads and Curator's stay when there is nothing to do. */
  private static final long QUIET_SECONDS = 6;

  private final Acquisition acquisition;
  private final List<Object> held = Collections.synchronizedList(new ArrayList<>());

  private LockHolder(Acquisition acquisition) {
    this.acquisition = acquisition;
  }

  /** Acquires the lock of that name; what it returns holds it. */
  private interface Acquisition {
    Object acquire(String name) throws Exception;
  }

  /** Arguments: the server, the kind of lock, how many. Answers the bytes of heap for each. */
  public static void main(String[] arguments) throws Exception {
    CuratorFramework client = PeerClient.connect(arguments[0], SESSION_MILLIS);
    LockHolder holder = new LockHolder(acquisition(arguments[1], client));
    int count = Integer.parseInt(arguments[2]);
    int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
    holder.acquire("warm-up", WARM_UP);
    long before = HeapBenchmark.used();
    holder.acquire("held", count);
    System.out.println((HeapBenchmark.used() - before) / (double) count);
    ChildJvm.serve(unused -> Integer.toString(threadsWhenIdle() - threadsBefore));
    client.close(); // with its session, and all locks
    Runtime.getRuntime().halt(holder.held.isEmpty() ? 1 : 0); // kept alive up to here
  }

  private static Acquisition acquisition(String kind, CuratorFramework client) {
    if (kind.equals(LockPeer.COORD)) {
      Coordination coordination = CuratorCoordination.over(client);
      return name -> coordination.lock(name).acquire();
    }
    return name -> {
      InterProcessMutex mutex = new InterProcessMutex(client, "/locks/" + name);
      mutex.acquire();
      return mutex;
    };
  }

  private void acquire(String prefix, int count) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = prefix + "-" + i;
      running.add(pool.submit(() -> held.add(acquisition.acquire(name))));
    }
    for (Future<?> each : running) {
      each.get();
    }
    pool.shutdown();
  }

  private static int threadsWhenIdle() throws InterruptedException {
    Time.pass(Duration.ofSeconds(QUIET_SECONDS));
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }
}
