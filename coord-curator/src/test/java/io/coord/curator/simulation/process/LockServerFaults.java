package io.coord.curator.simulation.process;

import io.coord.curator.simulation.ensemble.SimulatedClient;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.curator.simulation.process.Moves.Move;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The harm that a {@link LockNemesis} does to the servers and to what they keep. */
final class LockServerFaults {

  private static final int SHORT_TIMEOUT_MILLIS = 1_000;
  private static final long SHORT_TIMEOUT_NANOS =
      TimeUnit.MILLISECONDS.toNanos(SHORT_TIMEOUT_MILLIS);

  private final LockWorld world;
  private final LockNemesis nemesis;
  private final SimulatedEnsemble ensemble;
  private final int servers;
  private final Set<String> deleting = new LinkedHashSet<>(); // nodes, not yet gone
  private final Map<String, Long> deletedAt = new HashMap<>(); // nodes, once that is committed
  private int shortest = LockSchedule.TIMEOUT_MILLIS;
  private boolean trouble; // a server is away or cut off

  LockServerFaults(LockWorld world, LockNemesis nemesis) {
    this.world = world;
    this.nemesis = nemesis;
    this.ensemble = world.ensemble();
    this.servers = world.servers();
    ensemble.onCommit(this::onCommit);
  }

  /** When that node was gone by an administrator's deletion; null if it was not. */
  Long deletedAt(String node) {
    return deletedAt.get(node);
  }

  private void onCommit() {
    if (!deleting.isEmpty()) {
      deleting.removeIf(
          path -> {
            int slash = path.lastIndexOf('/');
            boolean gone =
                !ensemble
                    .committedChildren(path.substring(0, slash))
                    .containsKey(path.substring(slash + 1));
            if (gone) {
              deletedAt.put(path, world.scheduler().now());
            }
            return gone;
          });
    }
  }

  void strike(Move move, Random random) {
    int server =
        random.nextBoolean() ? Math.max(1, ensemble.leader()) : 1 + random.nextInt(servers);
    switch (random.nextInt(8)) {
      case 0, 1 -> stop(server, move, random);
      case 2, 3 -> isolate(server, move, random);
      case 4 -> stopAll(move, random);
      case 5 -> deleteContender(move, random);
      case 6 -> deleteLock(move, random);
      default -> {
        nemesis.note("ensemble", "containers reaped", move, ensemble);
        ensemble.reapContainers();
      }
    }
  }

  private void stop(int server, Move move, Random random) {
    if (!trouble) {
      nemesis.note("server " + server, "server stopped", move, ensemble);
      ensemble.stop(server);
      endLater(LockNemesis.aWhile(random), () -> ensemble.start(server));
      if (ensemble.settings().longestAnswerNanos() < SHORT_TIMEOUT_NANOS / 4
          && random.nextInt(4) == 0) {
        changeTimeout(server, move, random);
      }
    }
  }

  /** The machine of that client's server dies, and so sends nothing more, not even an end. */
  void die(SimulatedClient client, Move move, Random random) {
    if (!trouble && servers > 1 && client.isConnected()) {
      client.cutLink();
      stop(client.server(), move, random);
    }
  }

  /**
   * It comes back with another configuration, as the first of a rolling restart may. Not where a
   * quorum often takes longer than half of that to answer: nobody could hold anything.
   */
  private void changeTimeout(int server, Move move, Random random) {
    int most = random.nextBoolean() ? SHORT_TIMEOUT_MILLIS : LockSchedule.TIMEOUT_MILLIS;
    nemesis.note("server " + server, "grants at most " + most + " ms", move, ensemble);
    ensemble.grantAtMost(server, most);
    shortest = Math.min(shortest, most);
  }

  /** The shortest session timeout that may have been granted so far. */
  long shortestTimeoutNanos() {
    return TimeUnit.MILLISECONDS.toNanos(shortest);
  }

  private void stopAll(Move move, Random random) {
    if (!trouble) {
      nemesis.note("ensemble", "all servers stopped", move, ensemble);
      for (int server = 1; server <= servers; server++) {
        ensemble.stop(server);
      }
      endLater(
          LockNemesis.aWhile(random) / 4,
          () -> {
            for (int server = 1; server <= servers; server++) {
              ensemble.start(server);
            }
          });
    }
  }

  private void isolate(int server, Move move, Random random) {
    if (servers > 1 && !trouble) {
      nemesis.note("server " + server, "server isolated", move, ensemble);
      ensemble.isolate(server);
      endLater(
          LockNemesis.aWhile(random) + TimeUnit.SECONDS.toNanos(3), () -> ensemble.heal(server));
    }
  }

  private void endLater(long nanos, Runnable end) {
    trouble = true;
    nemesis.later(
        nanos,
        "servers are well",
        () -> {
          trouble = false;
          end.run();
        });
  }

  private void deleteContender(Move move, Random random) {
    String lock = world.queues().get(random.nextInt(world.queues().size()));
    List<String> names = List.copyOf(ensemble.committedChildren(lock).keySet());
    if (!names.isEmpty()) {
      String node = lock + "/" + names.get(random.nextInt(names.size()));
      delete(node, "contender deleted", move);
    }
  }

  private void deleteLock(Move move, Random random) {
    String lock = world.queues().get(random.nextInt(world.queues().size()));
    for (String name : ensemble.committedChildren(lock).keySet()) {
      delete(lock + "/" + name, "lock deleted", move);
    }
    ensemble.delete(lock);
  }

  private void delete(String path, String fault, Move move) {
    nemesis.note("admin", fault, move, path);
    world.deleted(path);
    deleting.add(path);
    ensemble.delete(path);
  }
}
