package io.coord.curator.simulation.process;

import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import java.util.ArrayList;
import java.util.List;

/** A service of a schedule, with all that was committed below its node and all who registered. */
final class TrackedService {

  private final String name;
  private final String path;
  private final CommittedHistory history;
  private final CommittedViews committed;
  private final List<Registrant> registrants = new ArrayList<>();
  private final RegistryAgreement agreement;

  TrackedService(Scheduler scheduler, SimulatedEnsemble ensemble, String name, Journal journal) {
    this.name = name;
    this.path = RegistryWorld.ROOT + "/" + name;
    this.history = new CommittedHistory(ensemble, path, journal);
    this.committed = new CommittedViews(history);
    this.agreement = new RegistryAgreement(scheduler, history, registrants);
  }

  String name() {
    return name;
  }

  String path() {
    return path;
  }

  CommittedHistory history() {
    return history;
  }

  CommittedViews committed() {
    return committed;
  }

  /** All that there ever were. */
  List<Registrant> registrants() {
    return registrants;
  }

  RegistryAgreement agreement() {
    return agreement;
  }

  /** A process sends that. */
  void sends(ServiceProcess process, Request request) {
    if (request instanceof Request.Multi multi) {
      multi.writes().forEach(write -> sends(process, write));
    } else if (request instanceof Request.Delete delete && delete.path().startsWith(path + "/")) {
      agreement.unaware().deletionSent(process, delete.path().substring(path.length() + 1));
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
