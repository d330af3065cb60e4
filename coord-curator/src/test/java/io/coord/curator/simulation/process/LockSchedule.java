package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Settings;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.curator.simulation.process.Moves.Move;
import io.coord.lock.LockOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One schedule: two to four processes contend for one or two locks for a minute of virtual time,
 * while a {@link LockNemesis} does them harm. Then the world is well, everybody gets what he waits
 * for, all is closed, and nothing is left.
 */
final class LockSchedule implements SimulatedSchedules.Schedule, LockWorld {

  static final int TIMEOUT_MILLIS = 4_000;
  static final String ROOT = "/locks";

  private static final long TROUBLE_NANOS = TimeUnit.SECONDS.toNanos(40);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Scheduler scheduler;
  private final SimulatedEnsemble ensemble;
  private final int servers;
  private final Journal journal;
  private final Moves moves;
  private final LockOptions options;
  private final List<String> locks;
  private final LockNemesis nemesis;
  private final LockWork work;
  private final LockInvariants invariants;
  private final boolean forgiving;
  private final Set<String> deleted = new HashSet<>(); // nodes, by an administrator
  private final List<LockProcess> processes = new ArrayList<>();

  /**
   * Not run yet.
   *
   * @param script what is done to it; null to make that up
   * @param recording whether to keep a journal
   */
  LockSchedule(long seed, List<Move> script, boolean recording) {
    this(seed, script, recording, true);
  }

  /**
   * The same.
   *
   * @param forgiving whether a holder may believe that he holds the lock when his node was deleted;
   *     if not, most schedules fail
   */
  LockSchedule(long seed, List<Move> script, boolean recording, boolean forgiving) {
    this.forgiving = forgiving;
    scheduler = new Scheduler(seed);
    Random random = scheduler.random();
    journal = new Journal(scheduler, recording);
    moves = new Moves(scheduler, script);
    servers = List.of(1, 3, 3, 5).get(random.nextInt(4));
    int tickMillis = List.of(500, 500, 200).get(random.nextInt(3));
    long clientDelay = List.of(20_000_000, 20_000_000, 300_000_000).get(random.nextInt(3));
    long serverDelay = List.of(20_000_000, 20_000_000, 400_000_000).get(random.nextInt(3));
    ensemble =
        new SimulatedEnsemble(
            scheduler, new Settings(servers, tickMillis, 20, clientDelay, serverDelay));
    if (random.nextInt(8) == 0) {
      ensemble.disableAutoWatchReset();
    }
    locks = random.nextInt(4) == 0 ? List.of("orders", "stock") : List.of("orders");
    options = someOptions(random);
    nemesis = new LockNemesis(this);
    work = new LockWork(this, random.nextInt(20) == 0 ? 3 : 0);
    invariants = new LockInvariants(this, tickMillis);
    for (int i = 0; i < 2 + random.nextInt(3); i++) {
      start("p" + i, random);
    }
  }

  private static LockOptions someOptions(Random random) {
    LockOptions some = LockOptions.defaults();
    if (random.nextBoolean()) {
      some = some.withLinger(Duration.ofMillis(200));
    }
    return random.nextInt(4) == 0 ? some.withLocalHandoffs(1) : some;
  }

  /** A process with one or two threads for each lock, perhaps by two Coordinations. */
  @Override
  public void start(String name, Random random) {
    Set<String> exempt = forgiving ? deleted : Set.of();
    LockProcess process =
        new LockProcess(scheduler, ensemble, name, TIMEOUT_MILLIS, options, exempt);
    journal.note(process, "starts", process.session());
    if (random.nextInt(4) == 0) {
      var unused = process.open();
    }
    for (String lock : locks) {
      for (LockManager coordination : List.copyOf(process.coordinations())) {
        process.contestants().add(contestant(process, coordination, lock, true));
      }
    }
    if (random.nextBoolean()) {
      process
          .contestants()
          .add(contestant(process, process.coordinations().get(0), "orders", false));
    }
    processes.add(process);
    invariants.add(process);
    nemesis.watch(process);
  }

  private Contestant contestant(
      LockProcess process, LockManager coordination, String lock, boolean ofThread) {
    return new Contestant(process, coordination, lock, ofThread, invariants.grants(), journal);
  }

  @Override
  public void crashed(LockProcess process) {
    invariants.remove(process);
  }

  @Override
  public void close(LockProcess process, Random random) {
    List<LockManager> open = process.coordinations();
    process.close(open.get(random.nextInt(open.size())));
  }

  @Override
  public void deleted(String path) {
    deleted.add(path);
  }

  boolean isDeleted(String path) {
    return !deleted.isEmpty() && deleted.contains(path);
  }

  @Override
  public List<LockProcess> alive() {
    return processes.stream().filter(process -> !process.isCrashed()).toList();
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public SimulatedEnsemble ensemble() {
    return ensemble;
  }

  @Override
  public int servers() {
    return servers;
  }

  @Override
  public List<String> queues() {
    return locks.stream().map(lock -> ROOT + "/" + lock).toList();
  }

  @Override
  public Moves moves() {
    return moves;
  }

  List<String> locks() {
    return locks;
  }

  LockNemesis nemesis() {
    return nemesis;
  }

  @Override
  public Map<String, Long> counts() {
    return Map.of("steps", scheduler.steps(), "grants", invariants.grants().count());
  }

  @Override
  public long hash() {
    return scheduler.hash();
  }

  @Override
  public Map<String, Integer> faults() {
    return nemesis.faults();
  }

  @Override
  public Journal journal() {
    return journal;
  }

  @Override
  public List<Move> made() {
    return moves.made();
  }

  @Override
  public void run() {
    moves.start();
    nemesis.start();
    work.start();
    runUntil(TROUBLE_NANOS);
    work.stop();
    nemesis.stop();
    journal.note("world", "gets well", ensemble);
    long end = nemesis.calm() + PATIENCE_NANOS;
    while (scheduler.now() < nemesis.calm() || (scheduler.now() < end && !isIdle())) {
      step();
    }
    assertThat(alive())
        .flatMap(LockProcess::contestants)
        .as("liveness: still waiting, %s", ensemble)
        .allMatch(Contestant::isIdle);
    close();
  }

  private boolean isIdle() {
    for (LockProcess process : processes) {
      if (!process.isCrashed() && !process.contestants().stream().allMatch(Contestant::isIdle)) {
        return false;
      }
    }
    return true;
  }

  private void close() {
    journal.note("world", "closes", ensemble);
    for (LockProcess process : alive()) {
      process.process().execute(() -> process.coordinations().forEach(LockManager::close));
    }
    runUntil(scheduler.now() + QUIET_NANOS);
    assertThat(alive())
        .flatMap(LockProcess::contestants)
        .as("listeners: told how their leases ended")
        .allMatch(Contestant::hasToldAll);
    for (int server = 1; server <= servers; server++) {
      for (String lock : locks) {
        var node = ensemble.stat(server, ROOT + "/" + lock);
        assertThat(node == null ? 0 : node.numChildren()).as("I5: contenders left").isZero();
      }
    }
    if (!deleted.isEmpty()) {
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
}
