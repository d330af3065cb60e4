package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.Settings;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Something happens while the creation of an instance's node is under way, or right after it. */
class LostRegistrationTest {

  private static final int SCHEDULES = 200;
  private static final String SERVICE = "/services/search";

  /** A world in which one process is to lose the reply to its next creation. */
  private static final class World {
    private final Scheduler scheduler;
    private final SimulatedEnsemble ensemble;
    private final ServiceProcess process;
    private final AtomicBoolean lost = new AtomicBoolean(); // the reply, or the node

    World(long seed) {
      scheduler = new Scheduler(seed);
      ensemble =
          new SimulatedEnsemble(scheduler, new Settings(3, 500, 20, 20_000_000, 900_000_000));
      process = new ServiceProcess(scheduler, ensemble, "p", 1, new SomeFormat(new Random(seed)));
      runFor(5);
    }

    CompletableFuture<Registration> register(String address) {
      return process
          .coordinations()
          .get(0)
          .registry()
          .registerAsync(ServiceInstance.builder("search").id("a").address(address).build());
    }

    Registration registered() {
      CompletableFuture<Registration> registering = register("x");
      runFor(20);
      assertThat(registering).isDone();
      return registering.join();
    }

    /** Does that when the next creation has been sent, or up to so many nanoseconds later. */
    void onNextCreation(long nanos, Consumer<SimulatedClient> fault) {
      process
          .session()
          .onSend(
              request -> {
                if (request instanceof Request.Create && !lost.getAndSet(true)) {
                  long time = scheduler.random().nextLong(nanos);
                  scheduler.after(time, "fault", () -> fault.accept(process.session().client()));
                }
              });
    }

    /** Has an administrator delete the node that comes next, soon after its creation. */
    void deleteNext() {
      long former = czxid();
      ensemble.onCommit(
          () -> {
            if (!lost.get() && czxid() != former) {
              lost.set(true);
              long time = scheduler.random().nextLong(20_000_000);
              scheduler.after(time, "deletion", () -> ensemble.delete(SERVICE + "/a"));
            }
          });
    }

    long czxid() {
      return ensemble.committedChildren(SERVICE).get("a").stat().czxid();
    }

    void runFor(long seconds) {
      scheduler.runFor(TimeUnit.SECONDS.toNanos(seconds));
    }
  }

  /**
   * The leader answers a {@code sync} of its own clients before the commit of what was proposed.
   * Whoever looked behind one found nothing there, and then took his own node for a newer one's.
   */
  @Test
  void aRegistrationIsNotReplacedByItsOwnNodeThatIsCommittedLate() {
    for (long seed = 0; seed < SCHEDULES; seed++) {
      World world = new World(seed);
      Registration registration = world.registered();
      world.onNextCreation(900_000_000, SimulatedClient::reset);

      world.ensemble.delete(SERVICE + "/a");
      world.runFor(20);

      assertThat(world.lost).as("restored, seed %d", seed).isTrue();
      assertThat(registration.state()).as("seed %d", seed).isEqualTo(RegistrationState.REGISTERED);
    }
  }

  /** Both are of one session, so the session does not tell whose node it is. */
  @Test
  void aWithdrawnRegistrationDoesNotDeleteTheNodeOfAnotherOfItsCoordination() {
    int kept = 0;
    for (long seed = 0; seed < SCHEDULES; seed++) {
      World world = new World(seed);
      Registration registration = world.registered();
      long czxid = world.czxid();
      long session = world.process.session().client().sessionId();
      world.onNextCreation(1, SimulatedClient::loseReplies);

      CompletableFuture<Registration> second = world.register("y");
      world.runFor(1);
      second.cancel(false);
      world.runFor(20);

      assertThat(world.lost).as("asked for, seed %d", seed).isTrue();
      assertThat(registration.state()).as("seed %d", seed).isEqualTo(RegistrationState.REGISTERED);
      if (world.process.session().client().sessionId() == session) {
        assertThat(world.czxid()).as("seed %d", seed).isEqualTo(czxid);
        kept++;
      }
    }
    assertThat(kept).as("sessions that lived").isGreaterThan(SCHEDULES / 2);
  }

  /** The older one need not see the newer one's node: that may be gone before it looks. */
  @Test
  void anOlderRegistrationIsReplacedThoughTheNewerOnesNodeIsDeletedAtOnce() {
    for (long seed = 0; seed < SCHEDULES; seed++) {
      World world = new World(seed);
      Registration older = world.registered();
      world.deleteNext();

      CompletableFuture<Registration> newer = world.register("y");
      world.runFor(20);

      assertThat(world.lost).as("deleted, seed %d", seed).isTrue();
      assertThat(older.state()).as("seed %d", seed).isEqualTo(RegistrationState.REPLACED);
      assertThat(newer).isCompleted();
      assertThat(newer.join().state()).as("seed %d", seed).isEqualTo(RegistrationState.REGISTERED);
    }
  }
}
