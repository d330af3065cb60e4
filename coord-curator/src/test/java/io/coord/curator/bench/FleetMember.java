package io.coord.curator.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
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

  private final String connectString;
  private LockPeer lock;

  private FleetMember(String connectString) {
    this.connectString = connectString;
  }

  public static void main(String[] arguments) throws Exception {
    FleetMember member = new FleetMember(arguments[0]);
    ChildJvm.serve(
        words ->
            switch (words[0]) {
              case "open" -> member.open(words[1].replace('_', ' '));
              case "run" ->
                  member.run(
                      Integer.parseInt(words[1]),
                      Long.parseLong(words[2]),
                      Long.parseLong(words[3]));
              default -> throw new IllegalArgumentException(words[0]);
            });
    System.exit(0);
  }

  private String open(String kind) throws Exception {
    lock = LockPeer.open(kind, connectString, LOCK);
    return "ready";
  }

  /**
   * Acquires and releases in so many threads from now on. Answers the grants and tenures between
   * these two moments, and how many more threads there are at the first.
   */
  private String run(int threads, long from, long to) throws Exception {
    int before = threadCount();
    Set<Long> tenures = ConcurrentHashMap.newKeySet();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<Long>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      running.add(pool.submit(loop(from, to, tenures)));
    }
    Fleet.sleepUntil(from);
    int extraThreads = threadCount() - threads - before;
    Fleet.sleepUntil(to);
    pool.shutdownNow();
    long grants = 0;
    for (Future<Long> each : running) {
      grants += each.get(60, TimeUnit.SECONDS);
    }
    lock.close();
    return grants + " " + tenures.size() + " " + extraThreads;
  }

  private Callable<Long> loop(long from, long to, Set<Long> tenures) {
    return () -> {
      long grants = 0;
      for (long now = System.nanoTime(); now < to; now = System.nanoTime()) {
        try {
          long tenure = lock.cycle();
          long granted = System.nanoTime();
          if (granted >= from && granted < to) {
            tenures.add(tenure);
            grants++;
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
