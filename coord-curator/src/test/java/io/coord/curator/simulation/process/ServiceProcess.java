package io.coord.curator.simulation.process;

import io.coord.curator.internal.engine.membership.Memberships;
import io.coord.curator.internal.engine.registry.ServiceRegistryImpl;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.lock.LockOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A process with one or two Coordinations over one client, each with the real registry. */
final class ServiceProcess {

  static final int MAX_PAYLOAD_BYTES = 1 << 19;

  /** One Coordination. */
  final class Coordination {
    private final SimulatedCoordination session = new SimulatedCoordination(process);
    private final SimulatedServices services;
    private final Memberships memberships;
    private final ServiceRegistryImpl registry;
    private CompletableFuture<Void> closing; // null until it is closed

    Coordination(SomeFormat format, boolean exclusive) {
      this.services = new SimulatedServices(session, exclusive);
      this.memberships = new Memberships(session, services);
      this.registry =
          new ServiceRegistryImpl(
              session,
              memberships,
              new SimulatedInstances(session),
              RegistrySchedule.ROOT,
              Set.of(),
              format,
              MAX_PAYLOAD_BYTES);
    }

    ServiceRegistryImpl registry() {
      return registry;
    }

    SimulatedServices services() {
      return services;
    }

    Memberships memberships() {
      return memberships;
    }

    SimulatedCoordination session() {
      return session;
    }

    ServiceProcess process() {
      return ServiceProcess.this;
    }

    void close() {
      closing = registry.close(Deadline.after(Duration.ZERO));
    }

    boolean isClosed() {
      return closing != null && closing.isDone();
    }
  }

  private final SimulatedProcess process;
  private final List<Coordination> coordinations = new ArrayList<>();
  private boolean crashed;

  ServiceProcess(
      Scheduler scheduler,
      SimulatedEnsemble ensemble,
      String name,
      int coordinationCount,
      SomeFormat format) {
    this.process =
        new SimulatedProcess(
            scheduler, ensemble, name, RegistrySchedule.TIMEOUT_MILLIS, LockOptions.defaults());
    for (int i = 0; i < coordinationCount; i++) {
      coordinations.add(new Coordination(format, coordinationCount == 1));
    }
  }

  List<Coordination> coordinations() {
    return coordinations;
  }

  SimulatedProcess process() {
    return process;
  }

  SimulatedSession session() {
    return process.session();
  }

  boolean isCrashed() {
    return crashed;
  }

  /** Killed: nothing of it happens any more, and its connection is closed. Its session lives on. */
  void crash() {
    crashed = true;
    process.pause();
    process.session().client().abandon();
  }

  void resume() {
    if (!crashed) {
      process.resume();
    }
  }

  @Override
  public String toString() {
    return process.toString();
  }
}
