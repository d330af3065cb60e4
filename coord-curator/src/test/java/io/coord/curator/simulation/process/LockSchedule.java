package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Settings;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.lock.LockOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * One schedule: two or three processes contend for a lock for two minutes of virtual time, while
 * links and servers fail and processes pause. Then the world is well, and everybody gets what he
 * waits for.
 */
final class LockSchedule {

  private static final int TIMEOUT_MILLIS = 4_000;
  private static final long TROUBLE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Scheduler scheduler;
  private final Random random;
  private final SimulatedEnsemble ensemble;
  private final int servers;
  private final Grants grants = new Grants();
  private final List<Contestant> contestants = new ArrayList<>();
  private int trouble; // servers that are away or cut off: never a majority
  private boolean well;

  LockSchedule(long seed) {
    scheduler = new Scheduler(seed);
    random = scheduler.random();
    servers = List.of(1, 3, 3, 5).get(random.nextInt(4));
    ensemble = new SimulatedEnsemble(scheduler, Settings.ensembleOf(servers));
    LockOptions options = LockOptions.defaults();
    if (random.nextBoolean()) {
      options = options.withLinger(Duration.ofMillis(200));
    }
    for (int i = 0; i < 2 + random.nextInt(2); i++) {
      SimulatedProcess process =
          new SimulatedProcess(scheduler, ensemble, "p" + i, TIMEOUT_MILLIS, options);
      contestants.add(new Contestant(process, "orders", grants));
    }
  }

  long grants() {
    return grants.count();
  }

  long steps() {
    return scheduler.steps();
  }

  void run() {
    drive();
    while (scheduler.now() < TROUBLE_NANOS) {
      step();
    }
    recover();
    long end = scheduler.now() + PATIENCE_NANOS;
    while (scheduler.now() < end && !contestants.stream().allMatch(Contestant::isIdle)) {
      step();
    }
    assertThat(contestants)
        .as("still waiting or holding, %s", ensemble)
        .allMatch(Contestant::isIdle);
    scheduler.runFor(PATIENCE_NANOS);
    check();
    String lock = "/locks/orders";
    for (int server = 1; server <= servers; server++) {
      var node = ensemble.stat(server, lock);
      assertThat(node == null ? 0 : node.numChildren()).as("contenders left").isZero();
      assertThat(ensemble.watches(server)).as("watches left").isZero();
    }
  }

  private void step() {
    assertThat(scheduler.step()).isTrue();
    check();
  }

  private void check() {
    int holders = 0;
    for (Contestant contestant : contestants) {
      if (contestant.process().thrown() != null) {
        throw new AssertionError(contestant.process() + " threw", contestant.process().thrown());
      }
      if (contestant.lease() != null && contestant.lease().isHeld()) {
        holders++;
      }
    }
    assertThat(holders).as("holders").isLessThanOrEqualTo(1);
    assertThat(grants.violation()).isNull();
  }

  /** Does something now, and again after a while. */
  private void drive() {
    if (!well) {
      act(contestants.get(random.nextInt(contestants.size())));
      scheduler.after(random.nextLong(400_000_000), "driver", this::drive);
    }
  }

  private void act(Contestant contestant) {
    SimulatedProcess process = contestant.process();
    switch (random.nextInt(24)) {
      case 0 -> process.execute(contestant::cancel);
      case 1 -> pause(random.nextBoolean() ? process : holder(process));
      case 2 -> process.session().client().cutLink();
      case 3 -> cutOff(process);
      case 4 -> stop(1 + random.nextInt(servers));
      case 5 -> isolate(1 + random.nextInt(servers));
      default -> process.execute(() -> contestant.ask(random.nextLong(1_500_000_000)));
    }
  }

  /** The process that holds the lock; that one if none does. */
  private SimulatedProcess holder(SimulatedProcess otherwise) {
    return contestants.stream()
        .filter(contestant -> contestant.lease() != null)
        .map(Contestant::process)
        .findFirst()
        .orElse(otherwise);
  }

  private void pause(SimulatedProcess process) {
    if (!process.isPaused()) {
      process.pause();
      scheduler.after(aWhile(), "resume " + process, process::resume);
    }
  }

  private void cutOff(SimulatedProcess process) {
    var client = process.session().client();
    if (!process.isPaused()) {
      client.cutOff();
      scheduler.after(aWhile(), "reconnectable", client::reconnectable);
    }
  }

  private void stop(int server) {
    if (mayTrouble()) {
      ensemble.stop(server);
      scheduler.after(
          aWhile(),
          "start " + server,
          () -> {
            trouble = 0;
            ensemble.start(server);
          });
    }
  }

  private void isolate(int server) {
    if (servers > 1 && mayTrouble()) {
      ensemble.isolate(server);
      scheduler.after(
          aWhile() + TimeUnit.SECONDS.toNanos(3),
          "heal " + server,
          () -> {
            trouble = 0;
            ensemble.heal(server);
          });
    }
  }

  /** One server at a time. */
  private boolean mayTrouble() {
    return trouble++ == 0;
  }

  /** Up to twice the session timeout. */
  private long aWhile() {
    return random.nextLong(TimeUnit.MILLISECONDS.toNanos(2 * TIMEOUT_MILLIS));
  }

  /** What was begun ends by itself. */
  private void recover() {
    well = true;
  }
}
