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

    Coordination() {
      this.services = new SimulatedServices(session, !shared);
      this.memberships = new Memberships(session, services);
      this.registry =
          new ServiceRegistryImpl(
              session,
              memberships,
              new SimulatedInstances(session),
              RegistryWorld.ROOT,
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

    /** Closes it alone, or with the client if nobody else uses that. */
    void close(boolean withClient) {
      open.remove(this);
      closed.add(this);
      if (withClient) {
        registry.closeWithSession();
        closing = CompletableFuture.completedFuture(null);
      } else {
        closing = registry.close(Deadline.after(Duration.ZERO));
      }
    }

    boolean isOpen() {
      return closing == null;
    }

    boolean isClosed() {
      return closing.isDone();
    }
  }

  private final SimulatedProcess process;
  private final SomeFormat format;
  private final boolean shared;
  private final List<Coordination> open = new ArrayList<>();
  private final List<Coordination> closed = new ArrayList<>();
  private boolean crashed;

  ServiceProcess(
      Scheduler scheduler,
      SimulatedEnsemble ensemble,
      String name,
      int coordinationCount,
      SomeFormat format) {
    this.process =
        new SimulatedProcess(
            scheduler, ensemble, name, RegistryWorld.TIMEOUT_MILLIS, LockOptions.defaults());
    this.format = format;
    this.shared = coordinationCount > 1;
    for (int i = 0; i < coordinationCount; i++) {
      open();
    }
  }

  /** One more. */
  void open() {
    open.add(new Coordination());
  }

  /** The same, unless it has crashed. */
  void openIfAlive() {
    if (!crashed) {
      open();
    }
  }

  /** Whether its client has several Coordinations, one after another or at a time. */
  boolean isShared() {
    return shared;
  }

  /** Those that are open. */
  List<Coordination> coordinations() {
    return List.copyOf(open);
  }

  /** Closes its Coordination and its client with it. */
  void closeWithClient() {
    coordinations().forEach(each -> each.close(true));
    process.session().close();
  }

  /** Whether all are closed, and have done what was left to do. */
  boolean isClosed() {
    return open.isEmpty() && closed.stream().allMatch(Coordination::isClosed);
  }

  /** How many requests were sent. */
  long requests() {
    long requests = 0;
    for (Coordination each : open) {
      requests += each.session.requests();
    }
    for (Coordination each : closed) {
      requests += each.session.requests();
    }
    return requests;
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
