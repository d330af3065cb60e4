package io.coord.curator.bench;

import io.coord.curator.testing.ChildJvm;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A process of {@link Fleet}. Its JVM is warm from the second run on, but every run has a
 * connection of its own: threads that still wait at its end are interrupted, and whatever that
 * leaves in the queue goes with the session.
 */
final class FleetMember {

  private static final String LOCK = "fleet";

  /** A thread's first grants touch memory that nothing has touched before. */
  private static final int GRANTS_TO_SETTLE = 2;

  /** With some locks a thread among many would wait for minutes. */
  private static final long SECONDS_TO_SETTLE = 10;

  private final String connectString;
  private LockPeer lock;
  private ExecutorService pool;
  private List<Future<Long>> running;
  private Set<Long> tenures;
  private int threadsBefore;
  private volatile long from;
  private volatile long to;

  private FleetMember(String connectString) {
    this.connectString = connectString;
  }

  public static void main(String[] arguments) throws Exception {
    FleetMember member = new FleetMember(arguments[0]);
    ChildJvm.serve(
        words ->
            switch (words[0]) {
              case "open" -> member.open(words[1].replace('_', ' '));
              case "start" -> member.start(Integer.parseInt(words[1]));
              case "count" -> member.count(Long.parseLong(words[1]), Long.parseLong(words[2]));
              default -> throw new IllegalArgumentException(words[0]);
            });
    System.exit(0);
  }

  private String open(String kind) throws Exception {
    lock = LockPeer.open(kind, connectString, LOCK);
    return "ready";
  }

  /**
   * Acquires and releases in so many threads from now on. Returns when each of them has had the
   * lock some times, so that none is counted while it starts, or when that takes too long.
   */
  private String start(int threads) throws InterruptedException {
    threadsBefore = threadCount();
    from = Long.MAX_VALUE;
    to = Long.MAX_VALUE;
    tenures = ConcurrentHashMap.newKeySet();
    running = new ArrayList<>();
    pool = Executors.newFixedThreadPool(threads);
    CountDownLatch settled = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      running.add(pool.submit(loop(settled)));
    }
    return settled.await(SECONDS_TO_SETTLE, TimeUnit.SECONDS) ? "settled" : "unsettled";
  }

  /**
   * Answers the grants and tenures between these two moments, and how many more threads there are
   * at the first.
   */
  private String count(long first, long last) throws Exception {
    to = last;
    from = first;
    Fleet.sleepUntil(first);
    int extraThreads = threadCount() - running.size() - threadsBefore;
    Fleet.sleepUntil(last);
    pool.shutdownNow();
    long grants = 0;
    for (Future<Long> each : running) {
      grants += each.get(60, TimeUnit.SECONDS);
    }
    if (!pool.awaitTermination(60, TimeUnit.SECONDS)) { // or the next run counts these threads
      throw new IllegalStateException("threads of the run do not end");
    }
    lock.close();
    return grants + " " + tenures.size() + " " + extraThreads;
  }

  private Callable<Long> loop(CountDownLatch settled) {
    return () -> {
      long all = 0;
      long grants = 0;
      for (long now = System.nanoTime(); now < to; now = System.nanoTime()) {
        try {
          long tenure = lock.cycle();
          long granted = System.nanoTime();
          if (granted >= from && granted < to) {
            tenures.add(tenure);
            grants++;
          }
          if (++all == GRANTS_TO_SETTLE) {
            settled.countDown();
          }
        } catch (Exception e) {
          if (System.nanoTime() < to) {
            throw e;
          } // otherwise it was interrupted while it waited
        }
      }
      return grants;
    };
  }

  private static int threadCount() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }
}
