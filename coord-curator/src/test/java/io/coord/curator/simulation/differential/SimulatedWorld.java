package io.coord.curator.simulation.differential;

import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.Settings;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.curator.simulation.ensemble.SimulatedWatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The simulated server. Nothing takes time there, so every step is over when the next begins. */
final class SimulatedWorld implements World {

  private static final long MOMENT_NANOS = 1_000_000;
  private static final long RECONNECTION_NANOS = 3_000_000_000L;

  private final Scheduler scheduler;
  private final SimulatedEnsemble ensemble;
  private final Map<Integer, Session> open = new TreeMap<>();
  private final Ledger ledger = new Ledger();

  SimulatedWorld(long seed) {
    scheduler = new Scheduler(seed);
    ensemble = new SimulatedEnsemble(scheduler, Settings.instant(RealWorld.TICK_MILLIS));
  }

  private static final class Session {
    private final Journal journal;
    private final List<SimulatedWatcher> watchers = new ArrayList<>();
    private SimulatedClient client;

    Session(Journal journal) {
      this.journal = journal;
      for (int i = 0; i < 3; i++) {
        String name = "w" + i;
        watchers.add(event -> journal.told(name, event));
      }
    }
  }

  @Override
  public Ledger run(List<Step> steps) {
    steps.forEach(this::take);
    return ledger;
  }

  private void take(Step step) {
    if (step instanceof Step.Open open) {
      open(open.session());
    } else if (step instanceof Step.Ask ask) {
      Session session = open.get(ask.session());
      session.client.request(
          ask.request(),
          Ledger.watches(ask.request()) ? session.watchers.get(ask.watcher()) : null,
          reply -> session.journal.answered(ask.request(), reply));
    } else if (step instanceof Step.Close close) {
      Session session = open.remove(close.session());
      session.journal.close();
      session.client.close(() -> {});
    } else if (step instanceof Step.Cut cut) {
      // What a client knows of the server's last transaction, it knows from its last answer.
      open.get(cut.session()).client.request(new Request.Exists("/", false), reply -> {});
      scheduler.runFor(MOMENT_NANOS);
      open.get(cut.session()).client.cutOff();
    } else if (step instanceof Step.Reconnect reconnect) {
      reconnect(open.get(reconnect.session()));
    } else if (step instanceof Step.Expire expire) {
      Session session = open.remove(expire.session());
      ensemble.expire(session.client.sessionId());
      reconnect(session);
      ask(session, new Request.Exists("/", false));
    } else {
      ensemble.reapContainers();
    }
    scheduler.runFor(MOMENT_NANOS);
  }

  private void open(int number) {
    Session session = new Session(ledger.begin());
    session.client =
        ensemble.connect(RealWorld.TIMEOUT_MILLIS, event -> session.journal.told("default", event));
    scheduler.runFor(MOMENT_NANOS);
    ledger.session(session.client.sessionId());
    open.put(number, session);
  }

  private void reconnect(Session session) {
    session.client.reconnectable();
    scheduler.runFor(RECONNECTION_NANOS);
  }

  private void ask(Session session, Request request) {
    session.client.request(request, reply -> session.journal.answered(request, reply));
  }

  @Override
  public void close() {}
}
