package io.coord.curator.simulation.process;

import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Does harm to the servers of a schedule, one thing at a time. */
final class ServerNemesis {

  private static final long DEPOSED_NANOS = TimeUnit.MILLISECONDS.toNanos(2_600);

  private final RegistryWorld world;
  private final SimulatedEnsemble ensemble;
  private final RegistryNemesis nemesis;
  private boolean trouble; // a server is away or cut off

  ServerNemesis(RegistryWorld world, RegistryNemesis nemesis) {
    this.world = world;
    this.ensemble = world.ensemble();
    this.nemesis = nemesis;
  }

  void strike(Random random) {
    int server =
        random.nextBoolean() && ensemble.leader() != 0
            ? ensemble.leader()
            : 1 + random.nextInt(world.servers());
    int what = random.nextInt(8);
    if (what == 0) {
      nemesis.note("ensemble", "containers reaped", ensemble);
      ensemble.reapContainers();
    } else if (trouble) {
      return;
    } else if (what < 4) {
      stop(server, random);
    } else if (what < 6) {
      stopAll(random);
    } else if (world.servers() > 1) {
      isolate(server, random);
    }
  }

  private void stop(int server, Random random) {
    nemesis.note("server " + server, "server stopped", ensemble);
    ensemble.stop(server);
    endLater(RegistryNemesis.aWhile(random), "start", () -> ensemble.start(server));
  }

  private void stopAll(Random random) {
    nemesis.note("ensemble", "all servers stopped", ensemble);
    for (int server = 1; server <= world.servers(); server++) {
      ensemble.stop(server);
    }
    endLater(
        RegistryNemesis.aWhile(random) / 3,
        "start all",
        () -> {
          for (int server = 1; server <= world.servers(); server++) {
            ensemble.start(server);
          }
        });
  }

  private void isolate(int server, Random random) {
    nemesis.note("server " + server, "server isolated", ensemble);
    if (ensemble.leader() == server) {
      world.services().forEach(service -> service.committed().deposed());
      nemesis.later(
          DEPOSED_NANOS,
          "deposed leader knows",
          () -> world.services().forEach(service -> service.committed().deposedNoMore()));
    }
    ensemble.isolate(server);
    endLater(
        RegistryNemesis.aWhile(random) + TimeUnit.SECONDS.toNanos(3),
        "heal",
        () -> ensemble.heal(server));
  }

  private void endLater(long nanos, String what, Runnable end) {
    trouble = true;
    nemesis.later(
        nanos,
        what,
        () -> {
          trouble = false;
          nemesis.ended("servers", what, ensemble);
          end.run();
        });
  }
}
