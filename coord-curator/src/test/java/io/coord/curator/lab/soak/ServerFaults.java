package io.coord.curator.lab.soak;

import io.coord.curator.lab.Ensemble;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/** Faults of the servers. */
final class ServerFaults {

  private final Laboratory laboratory;
  private final Ensemble ensemble;
  private final Random random;
  private final Pauses pauses;

  ServerFaults(Laboratory laboratory, Random random) {
    this.laboratory = laboratory;
    this.ensemble = laboratory.ensemble();
    this.random = random;
    this.pauses = new Pauses(random, laboratory.sessionTimeout().toMillis());
  }

  List<Fault> all() {
    IntConsumer kill = ensemble::kill;
    IntConsumer start = ensemble::start;
    return List.of(
        new Fault("server killed", 3, name -> whileSo(name, this::any, 0.2, 1.5, kill, start)),
        new Fault("leader killed", 4, name -> whileSo(name, this::leader, 0.2, 1.5, kill, start)),
        new Fault(
            "server restarted", 2, name -> whileSo(name, this::any, 0, 0.1, ensemble::stop, start)),
        new Fault(
            "server paused",
            3,
            name -> whileSo(name, this::any, 0.3, 1.8, ensemble::pause, ensemble::resume)),
        new Fault(
            "leader paused",
            2,
            name -> whileSo(name, this::leader, 0.3, 1.8, ensemble::pause, ensemble::resume)),
        new Fault(
            "follower cut off",
            4,
            name -> whileSo(name, this::follower, 0.5, 2.5, ensemble::isolate, ensemble::heal)),
        new Fault(
            "leader cut off",
            3,
            name -> whileSo(name, this::leader, 0.5, 2.5, ensemble::isolate, ensemble::heal)));
  }

  private int any() {
    return random.nextInt(ensemble.size());
  }

  private int leader() {
    int any = any(); // always drawn, so that the seed draws the same later
    int leader = ensemble.leader();
    return leader < 0 ? any : leader;
  }

  private int follower() {
    int any = any();
    int follower = ensemble.follower();
    return follower < 0 ? any : follower;
  }

  private void whileSo(
      String name, IntSupplier who, double least, double most, IntConsumer begin, IntConsumer end) {
    int server = who.getAsInt();
    laboratory.fault(
        name,
        "server " + server,
        () -> {
          begin.accept(server);
          try {
            pauses.between(least, most);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          end.accept(server);
          ensemble.awaitServing();
        });
  }
}
