package io.coord.curator.simulation.process;

import io.coord.curator.internal.engine.membership.MembershipPort;
import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.Settings;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.curator.simulation.process.CacheSequence.Step;
import io.coord.lock.LockOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;

/** A sequence of changes in the simulated world, and what the simulated cache reports of them. */
final class SimulatedCacheRun {

  private static final int TIMEOUT_MILLIS = 60_000;

  private final ReportList reports = new ReportList();
  private final Scheduler scheduler = new Scheduler(0);
  private final SimulatedClient changer;
  private final SimulatedProcess process;

  SimulatedCacheRun(CacheSequence sequence) {
    SimulatedEnsemble ensemble =
        new SimulatedEnsemble(scheduler, new Settings(1, 3_000, 20, 1_000_000, 1_000_000));
    changer = ensemble.connect(TIMEOUT_MILLIS, event -> {});
    process =
        new SimulatedProcess(scheduler, ensemble, "p", TIMEOUT_MILLIS, LockOptions.defaults());
    SimulatedCoordination coordination = new SimulatedCoordination(process);
    changer.request(
        new Request.Create(sequence.root(), new byte[0], CreateMode.PERSISTENT), reply -> {});
    settle();
    MembershipPort.Watch watch =
        new SimulatedServices(coordination, true)
            .open(sequence.root())
            .watch(Runnable::run, reports);
    watch.start();
    settle();
    for (Step step : sequence.steps()) {
      take(step);
      settle();
    }
    watch.close();
  }

  List<String> reports() {
    return reports.lines();
  }

  private void settle() {
    scheduler.runFor(TimeUnit.SECONDS.toNanos(5));
  }

  private void take(Step step) {
    SimulatedClient client = process.session().client();
    switch (step.kind()) {
      case CUT -> client.cutOff();
      case RESTORE -> client.reconnectable();
      case CREATE -> ask(create(step));
      case WRITE -> ask(new Request.SetData(step.path(), step.data(), -1));
      case DELETE -> ask(delete(step));
      case TAKE_OVER -> ask(new Request.Multi(List.of(delete(step), create(step))));
    }
  }

  private void ask(Request request) {
    changer.request(request, reply -> {});
  }

  private static Request.Write create(Step step) {
    return new Request.Create(step.path(), step.data(), CreateMode.PERSISTENT);
  }

  private static Request.Write delete(Step step) {
    return new Request.Delete(step.path(), -1);
  }
}
