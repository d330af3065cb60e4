package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.Settings;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * The connection breaks while an instance's node that is to be restored is proposed and not
 * committed. The leader answers a {@code sync} of its own clients before the commit, so a
 * registration that looked behind one found nothing there, and then took its own node for a newer
 * registration's.
 */
class LostRegistrationTest {

  private static final int SCHEDULES = 200;
  private static final String PATH = "/services/search/a";

  @Test
  void aRegistrationIsNotReplacedByItsOwnNodeThatIsCommittedLate() {
    for (long seed = 0; seed < SCHEDULES; seed++) {
      loseOne(seed);
    }
  }

  private static void loseOne(long seed) {
    Scheduler scheduler = new Scheduler(seed);
    SimulatedEnsemble ensemble =
        new SimulatedEnsemble(scheduler, new Settings(3, 500, 20, 20_000_000, 900_000_000));
    ServiceProcess process =
        new ServiceProcess(scheduler, ensemble, "p", 1, new SomeFormat(new Random(seed)));
    runFor(scheduler, 5);
    var future =
        process
            .coordinations()
            .get(0)
            .registry()
            .registerAsync(ServiceInstance.builder("search").id("a").address("x").build());
    runFor(scheduler, 10);
    Registration registration = future.join();
    AtomicBoolean reset = new AtomicBoolean();
    process
        .session()
        .onSend(
            request -> {
              if (request instanceof Request.Create && !reset.getAndSet(true)) {
                long time = scheduler.random().nextLong(900_000_000);
                scheduler.after(time, "reset", process.session().client()::reset);
              }
            });

    ensemble.delete(PATH);
    runFor(scheduler, 20);

    assertThat(reset).as("restored, seed %d", seed).isTrue();
    assertThat(registration.state()).as("seed %d", seed).isEqualTo(RegistrationState.REGISTERED);
  }

  private static void runFor(Scheduler scheduler, long seconds) {
    scheduler.runFor(TimeUnit.SECONDS.toNanos(seconds));
  }
}
