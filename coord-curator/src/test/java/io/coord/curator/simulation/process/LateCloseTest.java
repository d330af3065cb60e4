package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Settings;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A registration is closed by a process that could not yet notice that its session is over. */
class LateCloseTest {

  private static final int SCHEDULES = 100;
  private static final long NO_THREADS_NANOS = TimeUnit.SECONDS.toNanos(20);

  private Scheduler scheduler;
  private SimulatedEnsemble ensemble;
  private long seed;

  /** What the process knows of its node is from a former session: another one has the id. */
  @Test
  void aCloseThatRunsBeforeTheLossOfTheSessionDeletesNobodysNode() {
    for (seed = 0; seed < SCHEDULES; seed++) {
      scheduler = new Scheduler(seed);
      ensemble = new SimulatedEnsemble(scheduler, Settings.ensembleOf(3));
      ServiceProcess older = process("older");
      ServiceProcess newer = process("newer");
      runFor(5);
      Registration first = registered(older);

      older.coordinations().forEach(each -> each.session().refusable().refuse(NO_THREADS_NANOS));
      loseSession(older);
      Registration second = registered(newer);
      long czxid = czxid();
      first.close();
      runFor(30);

      assertThat(czxid()).as("the same node, seed %d", seed).isEqualTo(czxid);
      assertThat(second.state()).as("seed %d", seed).isEqualTo(RegistrationState.REGISTERED);
    }
  }

  private ServiceProcess process(String name) {
    return new ServiceProcess(scheduler, ensemble, name, 1, new SomeFormat(new Random(seed)));
  }

  private Registration registered(ServiceProcess process) {
    CompletableFuture<Registration> registering =
        process
            .coordinations()
            .get(0)
            .registry()
            .registerAsync(
                ServiceInstance.builder("search").id("a").address(process.toString()).build());
    runFor(3);
    assertThat(registering).as("registered, seed %d", seed).isCompleted();
    return registering.join();
  }

  /** The servers end it, and the client is connected again, in a new one. */
  private void loseSession(ServiceProcess process) {
    SimulatedClient client = process.session().client();
    client.cutOff();
    runFor(10);
    client.reconnectable();
    assertThat(process.session().client()).as("a new client, seed %d", seed).isNotSameAs(client);
  }

  private long czxid() {
    return ensemble.committedChildren("/services/search").get("a").stat().czxid();
  }

  private void runFor(long seconds) {
    scheduler.runFor(TimeUnit.SECONDS.toNanos(seconds));
  }
}
