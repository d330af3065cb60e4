package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.process.Moves.Move;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One schedule: processes register themselves by ids of their own and by one that they share, and
 * watch, while a {@link RegistryNemesis} does them harm. Then the world is well, and all must
 * agree; then everything is closed, and nothing is left.
 */
final class RegistrySchedule implements SimulatedSchedules.Schedule {

  private static final long SHORTEST_TROUBLE_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long LONGEST_TROUBLE_NANOS = TimeUnit.SECONDS.toNanos(25);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int QUIET_TRIES = 4;
  private static final int CHECK_EVERY = 50; // steps

  private final RegistryWorld world;
  private final Scheduler scheduler;
  private final RegistryWork work;
  private final RegistryNemesis nemesis;
  private final RegistryInvariants invariants;
  private final long trouble;

  /**
   * Not run yet.
   *
   * @param script what is done to it; null to make that up
   * @param recording whether to keep a journal
   */
  RegistrySchedule(long seed, List<Move> script, boolean recording) {
    world = new RegistryWorld(seed, script, recording);
    scheduler = world.scheduler();
    work = new RegistryWork(world);
    nemesis = new RegistryNemesis(world, work);
    invariants = new RegistryInvariants(world, work);
    trouble = scheduler.random().nextLong(SHORTEST_TROUBLE_NANOS, LONGEST_TROUBLE_NANOS);
  }

  @Override
  public Map<String, Long> counts() {
    return Map.of(
        "steps", scheduler.steps(),
        "registrations", world.registrants().count(),
        "commits", world.changes(),
        "views", work.views(),
        "reads", work.reads());
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
  public List<Move> made() {
    return world.moves().made();
  }

  @Override
  public Journal journal() {
    return world.journal();
  }

  @Override
  public void run() {
    world.moves().start();
    work.start();
    nemesis.start();
    runTo(trouble);
    work.stop();
    nemesis.stop();
    runTo(nemesis.calm() + TimeUnit.SECONDS.toNanos(1)); // what was begun ends by itself
    world.format().failOneIn(0);
    world.journal().note("world", "is well", world.ensemble());
    await("agreement", invariants::disagreement);
    assertThat(invariants.wrongWinner()).isNull();
    work.updateAll();
    await("agreement after updates", invariants::disagreement);
    assertThat(becomesQuiet()).as("I7: nobody writes while all agree").isTrue();
    close();
  }

  /** Whoever has missed a reply writes the same once more; but nobody writes in turns. */
  private boolean becomesQuiet() {
    for (int i = 0; i < QUIET_TRIES; i++) {
      long changes = world.changes();
      runTo(scheduler.now() + QUIET_NANOS);
      if (world.changes() == changes) {
        return true;
      }
    }
    return false;
  }

  private void close() {
    world.journal().note("world", "closes", "");
    work.closeAll();
    await("nothing left", invariants::remains);
    long requests = world.requests();
    runTo(scheduler.now() + QUIET_NANOS);
    assertThat(world.requests()).as("I5: requests after close").isEqualTo(requests);
    assertThat(invariants.remains()).as("I5").isNull();
  }

  private void await(String what, Supplier<String> missing) {
    long end = scheduler.now() + PATIENCE_NANOS;
    while (missing.get() != null) {
      if (scheduler.now() >= end) {
        throw new AssertionError("no " + what + ": " + missing.get());
      }
      for (int i = 0; i < CHECK_EVERY; i++) {
        step();
      }
    }
    invariants.check();
  }

  private void runTo(long time) {
    while (scheduler.now() < time) {
      step();
    }
    invariants.check();
  }

  private void step() {
    scheduler.step();
    invariants.afterStep();
    if (scheduler.steps() % CHECK_EVERY == 0) {
      invariants.check();
    }
  }
}
