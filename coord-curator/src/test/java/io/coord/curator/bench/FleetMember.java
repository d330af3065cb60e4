package io.coord.curator.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A process of {@link Fleet}. It keeps a lock of each kind it was asked for, so that its JVM is
 * warm from the second round on.
 */
final class FleetMember {

  private final String connectString;
  private final Map<String, LockPeer> locks = new HashMap<>();

  private FleetMember(String connectString) {
    this.connectString = connectString;
  }

  public static void main(String[] arguments) throws Exception {
    FleetMember member = new FleetMember(arguments[0]);
    ChildJvm.serve(
        words -> {
          String kind = words[1].replace('_', ' ');
          return switch (words[0]) {
            case "open" -> member.open(kind);
            case "run" -> member.run(kind, Integer.parseInt(words[2]), Long.parseLong(words[3]));
            default -> throw new IllegalArgumentException(words[0]);
          };
        });
    for (LockPeer lock : member.locks.values()) {
      lock.close();
    }
  }

  private String open(String kind) throws Exception {
    if (!locks.containsKey(kind)) {
      locks.put(kind, LockPeer.open(kind, connectString, "fleet-" + kind.replace(' ', '-')));
    }
    return "ready";
  }

  /** Acquires and releases in so many threads for so long; answers grants and tenures. */
  private String run(String kind, int threads, long millis) throws Exception {
    LockPeer lock = locks.get(kind);
    long end = System.nanoTime() + millis * 1_000_000;
    Set<Long> tenures = ConcurrentHashMap.newKeySet();
    Callable<Long> loop =
        () -> {
          long grants = 0;
          while (System.nanoTime() < end) {
            tenures.add(lock.cycle());
            grants++;
          }
          return grants;
        };
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    long grants = 0;
    try {
      List<Future<Long>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(loop));
      }
      for (Future<Long> each : running) {
        grants += each.get();
      }
    } finally {
      pool.shutdown();
    }
    return grants + " " + tenures.size();
  }
}
