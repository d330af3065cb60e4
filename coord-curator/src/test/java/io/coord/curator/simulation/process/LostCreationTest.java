package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.Settings;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LockOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;

/**
 * The connection breaks while the creation of a contender is proposed and not committed. The leader
 * answers a {@code sync} of its own clients before the commit, so whoever searched behind one found
 * nothing there, and queued behind his own forgotten contender until his session ended.
 */
class LostCreationTest {

  private static final int SCHEDULES = 200;

  @Test
  void aContenderIsFoundThatIsCommittedLate() {
    for (long seed = 0; seed < SCHEDULES; seed++) {
      loseOne(seed);
    }
  }

  private static void loseOne(long seed) {
    Scheduler scheduler = new Scheduler(seed);
    SimulatedEnsemble ensemble =
        new SimulatedEnsemble(scheduler, new Settings(3, 500, 20, 20_000_000, 900_000_000));
    SimulatedProcess process =
        new SimulatedProcess(scheduler, ensemble, "p", 8_000, LockOptions.defaults());
    runFor(scheduler, 5);
    CompletableFuture<Lease> first = process.locks().lock("orders").acquireAsync();
    runFor(scheduler, 30); // over links as slow, the first request proves nothing
    assertThat(first).as("held before, seed %d", seed).isCompleted();
    first.join().close();
    runFor(scheduler, 10);
    AtomicBoolean reset = new AtomicBoolean();
    process
        .session()
        .onSend(
            request -> {
              if (request instanceof Request.Create create
                  && create.mode() == CreateMode.EPHEMERAL_SEQUENTIAL
                  && !reset.getAndSet(true)) {
                long time = scheduler.random().nextLong(900_000_000);
                scheduler.after(time, "reset", process.session().client()::reset);
              }
            });

    CompletableFuture<Lease> second = process.locks().lock("orders").acquireAsync();
    runFor(scheduler, 20);

    assertThat(ensemble.committedChildren("/locks/orders")).as("queued, seed %d", seed).hasSize(1);
    assertThat(second).as("granted, seed %d", seed).isCompleted();
    // Replies take so long that it is not proven all the time.
    assertThat(second.join().state()).isIn(LeaseState.HELD, LeaseState.SUSPECT);
  }

  private static void runFor(Scheduler scheduler, long seconds) {
    scheduler.runFor(TimeUnit.SECONDS.toNanos(seconds));
  }
}
