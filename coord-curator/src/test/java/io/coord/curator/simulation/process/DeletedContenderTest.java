package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Settings;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A contender is deleted while its process is disconnected. The server to which that connects again
 * may lag: its lists still show the node, and nobody ahead of it.
 */
class DeletedContenderTest {

  private static final int SCHEDULES = 500;
  private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  @Test
  void itIsGrantedNothingAfterTheReconnection() {
    for (long seed = 0; seed < SCHEDULES; seed++) {
      deleteOne(seed);
    }
  }

  private static void deleteOne(long seed) {
    Scheduler scheduler = new Scheduler(seed);
    SimulatedEnsemble ensemble =
        new SimulatedEnsemble(scheduler, new Settings(3, 500, 20, 20_000_000, 400_000_000));
    SimulatedProcess first = process(scheduler, ensemble, "first");
    SimulatedProcess second = process(scheduler, ensemble, "second");
    runFor(scheduler, 5);
    CompletableFuture<Lease> held = first.locks().lock("orders").acquireAsync();
    runFor(scheduler, 5);
    CompletableFuture<Lease> awaited = second.locks().lock("orders").acquireAsync();
    runFor(scheduler, 5);

    second.session().client().reset();
    String node =
        ensemble.committedChildren("/locks/orders").keySet().stream()
            .filter(name -> name.endsWith("1"))
            .findAny()
            .orElseThrow();
    assertThat(held).isCompleted();
    held.join().close();
    long later = scheduler.random().nextLong(TimeUnit.MILLISECONDS.toNanos(500));
    scheduler.after(later, "delete", () -> ensemble.delete("/locks/orders/" + node));
    boolean gone = false; // when it connected again
    for (long end = scheduler.now() + TimeUnit.SECONDS.toNanos(5); scheduler.now() < end; ) {
      if (!second.session().isConnected()) {
        gone = !ensemble.committedChildren("/locks/orders").containsKey(node);
      }
      scheduler.runFor(MOMENT_NANOS);
      if (gone && awaited.isDone() && awaited.join().isHeld()) {
        assertThat(LockManager.tenure(awaited.join()).path())
            .as("the holder's node, seed %d", seed)
            .doesNotEndWith(node);
      }
    }
  }

  private static SimulatedProcess process(
      Scheduler scheduler, SimulatedEnsemble ensemble, String name) {
    return new SimulatedProcess(scheduler, ensemble, name, 4_000, LockOptions.defaults());
  }

  private static void runFor(Scheduler scheduler, long seconds) {
    scheduler.runFor(TimeUnit.SECONDS.toNanos(seconds));
  }
}
