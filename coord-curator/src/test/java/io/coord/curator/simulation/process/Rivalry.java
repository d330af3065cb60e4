package io.coord.curator.simulation.process;

import io.coord.curator.simulation.ensemble.CommittedNode;
import io.coord.registry.RegistrationState;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Has somebody take over an id while a write or a deletion of whoever has it is on its way, so that
 * this may hit the newer node; and has the newer one update until the versions may coincide.
 */
final class Rivalry {

  private static final long LONGEST_DELAY_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int MOST_UPDATES = 12;

  private final RegistryWorld world;
  private final RegistryWork work;
  private final RegistryNemesis nemesis;
  private final Administrator administrator;

  Rivalry(
      RegistryWorld world,
      RegistryWork work,
      RegistryNemesis nemesis,
      Administrator administrator) {
    this.world = world;
    this.work = work;
    this.nemesis = nemesis;
    this.administrator = administrator;
  }

  void strike(ServiceProcess process, Random random) {
    List<Registrant> registered =
        world.registrants(process).stream()
            .filter(each -> each.state() == RegistrationState.REGISTERED)
            .toList();
    List<ServiceProcess.Coordination> others =
        world.alive().stream().flatMap(each -> each.coordinations().stream()).toList();
    if (!registered.isEmpty() && !process.process().isPaused()) {
      Registrant one = RegistryWork.any(registered, random);
      strike(one, RegistryWork.any(others, random), random);
    }
  }

  private void strike(Registrant one, ServiceProcess.Coordination other, Random random) {
    nemesis.note(one.process(), "taken over meanwhile", one);
    TrackedService service = one.service();
    CommittedNode node = world.ensemble().committedChildren(service.path()).get(one.id());
    int updates = node == null ? 0 : Math.min(MOST_UPDATES, node.stat().version());
    one.process().session().client().delayRequests(random.nextLong(LONGEST_DELAY_NANOS));
    nemesis.calm(LONGEST_DELAY_NANOS);
    if (random.nextInt(3) == 0) {
      one.close();
    } else {
      work.update(one, 1, 1, random);
    }
    if (random.nextBoolean()) {
      administrator.deleteNow(service, one.id());
    }
    other
        .process()
        .process()
        .execute(
            () -> {
              if (other.isOpen()) {
                Registrant newer = world.register(other, service, one.id());
                work.update(newer, random.nextInt(updates + 2), LONGEST_DELAY_NANOS, random);
              }
            });
  }
}
