package io.coord.curator.simulation.process;

import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.lock.LockOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A process that contends for locks, by one or two Coordinations over one client. */
final class LockProcess {

  private final SimulatedProcess process;
  private final LockOptions options;
  private final List<LockManager> coordinations = new ArrayList<>();
  private final List<Contestant> contestants = new ArrayList<>();
  private final Set<String> deleted; // nodes of all processes, by an administrator
  private boolean crashed;
  private long second; // in which it has sent a request
  private int sentInSecond;
  private long connectedAt;
  private long endedUntil; // its session was ended from outside

  LockProcess(
      Scheduler scheduler,
      SimulatedEnsemble ensemble,
      String name,
      int timeoutMillis,
      LockOptions options,
      Set<String> deleted) {
    this.process = new SimulatedProcess(scheduler, ensemble, name, timeoutMillis, options);
    this.options = options;
    this.deleted = deleted;
    coordinations.add(process.locks());
    var unused =
        session()
            .observe(
                Runnable::run,
                state -> {
                  if (state == io.coord.ConnectionState.CONNECTED) {
                    connectedAt = scheduler.now();
                  }
                });
  }

  SimulatedProcess process() {
    return process;
  }

  SimulatedSession session() {
    return process.session();
  }

  List<LockManager> coordinations() {
    return coordinations;
  }

  List<Contestant> contestants() {
    return contestants;
  }

  /** One more Coordination over the same client. */
  LockManager open() {
    LockManager opened = process.openLocks(options);
    coordinations.add(opened);
    return opened;
  }

  /** Closes one; whoever used it waits for nothing any more, and uses a new one. */
  void close(LockManager one) {
    coordinations.remove(one);
    List<Contestant> used =
        contestants.stream().filter(contestant -> contestant.locks() == one).toList();
    used.forEach(Contestant::closing);
    one.close();
    LockManager next = open();
    used.forEach(contestant -> contestant.use(next));
  }

  boolean isHolding() {
    return contestants.stream().anyMatch(Contestant::isHolding);
  }

  /** Whoever holds a lock keeps it for that time at least. */
  void holdOn(long nanos) {
    contestants.forEach(contestant -> contestant.holdOn(nanos));
  }

  boolean isCrashed() {
    return crashed;
  }

  /** Killed: nothing of it happens any more. Its session lives on until it expires. */
  void crash() {
    crashed = true;
    process.pause();
    session().client().abandon();
  }

  /** It sends a request. */
  void sends() {
    long second = process.scheduler().now() / 1_000_000_000L;
    sentInSecond = second == this.second ? sentInSecond + 1 : 1;
    this.second = second;
  }

  /** How many requests it has sent in the last second in which it has sent any. */
  int sentInSecond() {
    return sentInSecond;
  }

  /** Since when it is connected; of no meaning if it is not. */
  long connectedAt() {
    return connectedAt;
  }

  /** Its session was ended from outside; until then it may not know. */
  void sessionEnded(long until) {
    endedUntil = until;
  }

  /** Whether what it believes of the lease with that node can be judged. */
  boolean isJudged(String node) {
    return process.scheduler().now() >= endedUntil && !deleted.contains(node);
  }

  @Override
  public String toString() {
    return process.toString();
  }
}
