package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Settings;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.lock.LockOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * One schedule: two to four processes contend for one or two locks for a minute of virtual time,
 * while a {@link LockNemesis} does them harm. Then the world is well, everybody gets what he waits
 * for, all is closed, and nothing is left.
 */
final class LockSchedule implements SimulatedSchedules.Schedule, LockWorld {

  static final int TIMEOUT_MILLIS = 4_000;
  static final int TICK_MILLIS = 500;
  static final String ROOT = "/locks";

  private static final long TROUBLE_NANOS = TimeUnit.SECONDS.toNanos(40);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final int BURST = 9_000; // more than a tenure has tokens

  private final Scheduler scheduler;
  private final Random random;
  private final SimulatedEnsemble ensemble;
  private final int servers;
  private final Journal journal;
  private final LockOptions options;
  private final List<String> locks;
  private final LockNemesis nemesis;
  private final LockInvariants invariants;
  private final List<LockProcess> processes = new ArrayList<>();
  private boolean well; // nothing new is begun
  private int bursts;

  /**
   * Not run yet.
   *
   * @param recording whether to keep a journal
   */
  LockSchedule(long seed, boolean recording) {
    scheduler = new Scheduler(seed);
    random = scheduler.random();
    journal = new Journal(scheduler, recording);
    servers = List.of(1, 3, 3, 5).get(random.nextInt(4));
    long clientDelay = List.of(20_000_000, 20_000_000, 300_000_000).get(random.nextInt(3));
    long serverDelay = List.of(20_000_000, 20_000_000, 400_000_000).get(random.nextInt(3));
    ensemble =
        new SimulatedEnsemble(
            scheduler, new Settings(servers, TICK_MILLIS, 20, clientDelay, serverDelay));
    locks = random.nextInt(4) == 0 ? List.of("orders", "stock") : List.of("orders");
    options = someOptions();
    bursts = random.nextInt(40) == 0 ? 2 : 0;
    nemesis =
        new LockNemesis(
            scheduler,
            ensemble,
            servers,
            locks.stream().map(lock -> ROOT + "/" + lock).toList(),
            this,
            journal);
    invariants = new LockInvariants(scheduler, ensemble, locks, nemesis);
    for (int i = 0; i < 2 + random.nextInt(3); i++) {
      start("p" + i);
    }
  }

  private LockOptions someOptions() {
    LockOptions some = LockOptions.defaults();
    if (random.nextBoolean()) {
      some = some.withLinger(Duration.ofMillis(200));
    }
    return random.nextInt(4) == 0 ? some.withLocalHandoffs(1) : some;
  }

  /** A process with one or two threads for each lock, perhaps by two Coordinations. */
  @Override
  public void start(String name) {
    LockProcess process =
        new LockProcess(scheduler, ensemble, name, TIMEOUT_MILLIS, options, invariants.deleted());
    journal.note(process, "starts", process.session());
    if (random.nextInt(4) == 0) {
      var unused = process.open();
    }
    for (String lock : locks) {
      for (LockManager coordination : List.copyOf(process.coordinations())) {
        process.contestants().add(contestant(process, coordination, lock));
      }
    }
    if (random.nextBoolean()) {
      process.contestants().add(contestant(process, process.coordinations().get(0), "orders"));
    }
    processes.add(process);
    invariants.add(process);
    nemesis.watch(process);
  }

  private Contestant contestant(LockProcess process, LockManager coordination, String lock) {
    return new Contestant(process, coordination, lock, invariants.grants(), journal);
  }

  @Override
  public List<LockProcess> alive() {
    return processes.stream().filter(process -> !process.isCrashed()).toList();
  }

  private List<Contestant> contestants() {
    return processes.stream().flatMap(process -> process.contestants().stream()).toList();
  }

  @Override
  public void deleted(String path) {
    invariants.deleted().add(path);
  }

  @Override
  public void close(LockProcess process) {
    List<LockManager> open = process.coordinations();
    process.close(open.get(random.nextInt(open.size())));
  }

  @Override
  public void crashed(LockProcess process) {
    invariants.remove(process);
  }

  long grants() {
    return invariants.grants().count();
  }

  long steps() {
    return scheduler.steps();
  }

  /** Of all that happened, and when. */
  long hash() {
    return scheduler.hash();
  }

  Map<String, Integer> faults() {
    return nemesis.faults();
  }

  @Override
  public Journal journal() {
    return journal;
  }

  @Override
  public void run() {
    drive();
    while (scheduler.now() < TROUBLE_NANOS) {
      step();
    }
    well = true;
    nemesis.stop();
    contestants().forEach(Contestant::endBurst);
    journal.note("world", "gets well", ensemble);
    long end = nemesis.calm() + PATIENCE_NANOS;
    while (scheduler.now() < nemesis.calm()
        || (scheduler.now() < end && !live().stream().allMatch(Contestant::isIdle))) {
      step();
    }
    assertThat(live()).as("liveness: still waiting, %s", ensemble).allMatch(Contestant::isIdle);
    close();
  }

  private List<Contestant> live() {
    return contestants().stream().filter(each -> !each.process().isCrashed()).toList();
  }

  private void close() {
    journal.note("world", "closes", ensemble);
    for (LockProcess process : alive()) {
      process.process().execute(() -> process.coordinations().forEach(LockManager::close));
    }
    runUntil(scheduler.now() + QUIET_NANOS);
    for (int server = 1; server <= servers; server++) {
      for (String lock : locks) {
        var node = ensemble.stat(server, ROOT + "/" + lock);
        assertThat(node == null ? 0 : node.numChildren()).as("I5: contenders left").isZero();
      }
    }
    if (invariants.anyDeleted()) {
      // Whoever did not know yet may have set a watch after that; it is used up by the next change.
      locks.forEach(lock -> ensemble.delete(ROOT + "/" + lock));
      runUntil(scheduler.now() + SETTLING_NANOS);
    }
    for (int server = 1; server <= servers; server++) {
      assertThat(ensemble.watches(server)).as("I5: watches left").isZero();
    }
  }

  private void runUntil(long end) {
    while (scheduler.now() < end) {
      step();
    }
  }

  private void step() {
    if (!scheduler.step()) {
      throw new AssertionError("nothing is to happen any more");
    }
    invariants.check();
  }

  // ---- the work of the processes

  /** Does something now, and again after a while. */
  private void drive() {
    if (!well) {
      List<LockProcess> alive = alive();
      LockProcess process = alive.get(random.nextInt(alive.size()));
      Contestant one = process.contestants().get(random.nextInt(process.contestants().size()));
      process.process().execute(() -> work(process, one));
      scheduler.after(random.nextLong(250_000_000), "driver", this::drive);
    }
  }

  private void work(LockProcess process, Contestant one) {
    process.contestants().forEach(Contestant::write);
    switch (random.nextInt(16)) {
      case 0 -> one.cancel();
      case 1, 2, 3 -> one.ask(someTime(), random.nextLong(2_000_000_000));
      default -> {
        if (bursts > 0 && !well && one.isIdle()) {
          bursts--;
          one.burst(BURST);
        } else {
          one.ask(someTime());
        }
      }
    }
  }

  private long someTime() {
    return random.nextInt(4) == 0 ? random.nextLong(4_000_000_000L) : random.nextLong(500_000_000);
  }
}
