package io.coord.curator.simulation.process;

import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.internal.engine.queue.QueueBackends;
import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.lock.LockOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;

/**
 * A process of the simulated world with the real engine of locks. It can be paused, as by a long
 * garbage collection: time passes, and what happens to it waits.
 */
final class SimulatedProcess {

  private static final long LONGEST_CATCH_UP_NANOS = 500_000;

  private final Scheduler scheduler;
  private final String name;
  // While it is paused, and until that is made up for:
  private final Lane sending = new Lane();
  private final List<Lane> events = new ArrayList<>(); // of each client there ever was
  private final List<Runnable> held = new ArrayList<>(); // of several threads, so in no order
  private final SimulatedThreads threads = new SimulatedThreads(this);
  private final SimulatedSession session;
  private final List<SimulatedQueues> queues = new ArrayList<>(); // one for each Coordination
  private final LockManager locks;
  private boolean paused;
  private boolean plugInsFail;
  private long awakeSince;
  private Throwable thrown; // by an engine; null if nothing was
  private long done;

  SimulatedProcess(
      Scheduler scheduler,
      SimulatedEnsemble ensemble,
      String name,
      int timeoutMillis,
      LockOptions options) {
    this.scheduler = scheduler;
    this.name = name;
    this.session = new SimulatedSession(this, ensemble, timeoutMillis);
    this.locks = openLocks(options);
    session.connect();
  }

  /** The locks of one more Coordination over the same client. */
  LockManager openLocks(LockOptions options) {
    SimulatedQueues own = new SimulatedQueues(session);
    queues.add(own);
    byte[] label = name.getBytes(StandardCharsets.UTF_8);
    return new LockManager(
        session, proof -> new QueueBackends(session, own, proof, "/locks", label), options);
  }

  Scheduler scheduler() {
    return scheduler;
  }

  SimulatedThreads threads() {
    return threads;
  }

  SimulatedSession session() {
    return session;
  }

  /** Of its first Coordination. */
  LockManager locks() {
    return locks;
  }

  /** Whether a plug-in of the client throws an error now. */
  boolean plugInFails() {
    return plugInsFail && random().nextBoolean();
  }

  void failPlugIns(boolean fail) {
    plugInsFail = fail;
  }

  /** Since when it runs and has made up for what it could not do. */
  long awakeSince() {
    return Math.max(paused ? scheduler.now() : awakeSince, threads.refusedUntil());
  }

  /** What an engine threw that it should have caught; null if nothing. */
  Throwable thrown() {
    return thrown;
  }

  /** How many things it has done. */
  long done() {
    return done;
  }

  boolean isPaused() {
    return paused;
  }

  /** Whether something has happened to it that it has not got to yet. */
  boolean isBehind() {
    return paused || events.stream().anyMatch(Lane::isBehind);
  }

  void pause() {
    paused = true;
  }

  /** What was to happen meanwhile happens bit by bit, as its threads get to it. */
  void resume() {
    paused = false;
    catchUp();
  }

  private void catchUp() {
    List<Runnable> next = new ArrayList<>();
    sending.next(next);
    events.forEach(each -> each.next(next));
    if (!held.isEmpty()) {
      next.add(() -> take(held.remove(random().nextInt(held.size()))));
    }
    if (!paused && !next.isEmpty()) {
      awakeSince = scheduler.now();
      next.get(random().nextInt(next.size())).run();
      scheduler.after(random().nextLong(LONGEST_CATCH_UP_NANOS), "catches up", this::catchUp);
    }
  }

  private Random random() {
    return scheduler.random();
  }

  /** Does something after that time, or when the process runs again. */
  void after(long nanos, String what, Runnable task) {
    scheduler.after(nanos, what, () -> execute(task));
  }

  /** The client's thread that receives. */
  Executor sending() {
    return sending;
  }

  /** A client's thread that brings replies and events: each client has its own. */
  Executor newEvents() {
    Lane lane = new Lane();
    events.add(lane);
    return lane;
  }

  /** The present client's thread is blocked by somebody else's code, until that is unblocked. */
  Runnable blockEvents() {
    Lane lane = events.get(events.size() - 1);
    lane.blocked = true;
    return () -> {
      lane.blocked = false;
      if (!paused) {
        catchUp();
      }
    };
  }

  /** Does something now, or when the process runs again. */
  void execute(Runnable task) {
    if (paused) {
      held.add(task);
    } else {
      take(task);
    }
  }

  /** Does something. The only thread there is may be interrupted by that: its mutex is meant. */
  void take(Runnable task) {
    done++;
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      thrown = e;
    }
    if (Thread.interrupted()) {
      queues.forEach(SimulatedQueues::interruptMutexes);
    }
  }

  /** A thread: does things at once, or in order after what it could not do during a pause. */
  private final class Lane implements Executor {
    private final Deque<Runnable> held = new ArrayDeque<>();
    private boolean blocked;

    @Override
    public void execute(Runnable task) {
      if (paused || blocked || !held.isEmpty()) {
        held.add(task);
      } else {
        take(task);
      }
    }

    boolean isBehind() {
      return blocked || !held.isEmpty();
    }

    /** Adds what it does next, if there is something. */
    void next(List<Runnable> all) {
      if (!blocked && !held.isEmpty()) {
        all.add(() -> take(held.poll()));
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
