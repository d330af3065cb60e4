package io.coord.curator.simulation.process;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What must be true in a schedule of the registry: always, in the end, and after all is closed. */
final class RegistryInvariants {

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MOST_REQUESTS_PER_SECOND = 600;
  private static final long MOST_WRITES_PER_SECOND = 60; // to nodes, for each update or the like

  private final RegistryWorld world;
  private final RegistryWork work;
  private long second; // began then
  private long requests; // as of then
  private long changes; // the same
  private long operations; // the same

  RegistryInvariants(RegistryWorld world, RegistryWork work) {
    this.world = world;
    this.work = work;
  }

  /** What may be true for a moment only. */
  void afterStep() {
    for (WatchedView each : world.views()) {
      if (each.isLive()) {
        each.look();
      }
    }
    if (world.scheduler().now() - second >= SECOND_NANOS) {
      checkLoad();
    }
  }

  /** I10; and I7, that nobody writes in turns, even for a while. */
  private void checkLoad() {
    long sent = world.requests() - requests;
    long written = world.changes() - changes;
    long done = work.operations() - operations;
    if (sent > MOST_REQUESTS_PER_SECOND) {
      throw new AssertionError("I10: %d requests within a second".formatted(sent));
    }
    if (written > MOST_WRITES_PER_SECOND + 2 * done) {
      throw new AssertionError(
          "I7: %d writes within a second, for %d operations".formatted(written, done));
    }
    second = world.scheduler().now();
    requests += sent;
    changes += written;
    operations += done;
  }

  /** What stays wrong once it is. */
  void check() {
    for (ServiceProcess process : world.processes()) {
      if (process.process().thrown() != null) {
        throw new AssertionError("I9: " + process + " threw", process.process().thrown());
      }
    }
    if (work.wrongRead() != null) {
      throw new AssertionError("I6: " + work.wrongRead());
    }
    for (WatchedView each : world.views()) {
      if (each.violation() != null) {
        throw new AssertionError("I6: %s: %s".formatted(each, each.violation()));
      }
    }
    for (TrackedService service : world.services()) {
      if (service.agreement().violation() != null) {
        throw new AssertionError("I7: " + service.agreement().violation());
      }
      for (Registrant each : service.registrants()) {
        if (each.violation() != null) {
          throw new AssertionError("I7: %s: %s".formatted(each, each.violation()));
        }
      }
    }
  }

  /** The first thing on which not all agree; null if there is none. */
  String disagreement() {
    for (TrackedService service : world.services()) {
      String registrations = service.agreement().disagreement();
      if (registrations != null) {
        return "I7: " + registrations;
      }
    }
    for (WatchedView view : world.views()) {
      String wrong = view.isLive() ? view.disagreement() : null;
      if (wrong != null) {
        return "I6: " + wrong;
      }
    }
    return null;
  }

  /** Who took a node back; null if nobody did. */
  String wrongWinner() {
    return world.services().stream()
        .map(service -> service.agreement().wrongWinner())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** What is left though all is closed; null if nothing. */
  String remains() {
    for (TrackedService service : world.services()) {
      CommittedHistory history = service.history();
      for (String id : history.ids()) {
        if (history.last(id).owner() != 0) {
          return "left: %s = %s".formatted(id, history.last(id));
        }
      }
    }
    List<ServiceProcess> alive = world.alive();
    for (ServiceProcess process : alive) {
      if (process.session().client().isAlive() && process.session().client().hasWatchers()) {
        return process + " has watchers";
      }
      if (!process.isClosed()) {
        return process + " is not closed";
      }
    }
    return watches(alive);
  }

  /**
   * A server may keep one watch of a node for as long as that stays (hazard M10), and on a client
   * that is shared, one of each service.
   */
  private String watches(List<ServiceProcess> alive) {
    long shared = alive.stream().filter(ServiceProcess::isShared).count();
    int watches = 0;
    for (int server = 1; server <= world.servers(); server++) {
      watches += world.ensemble().recursiveWatches(server);
    }
    return watches > shared * world.services().size() ? watches + " watches are left" : null;
  }
}
