package io.coord.curator.simulation.process;

import io.coord.curator.simulation.Scheduler;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What must be true of the locks whenever a process has done something. */
final class LockInvariants {

  private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int MOST_REQUESTS = 300; // of a process, in a second
  private static final long LONGEST_SUSPECT_NANOS = LockNemesis.TIMEOUT_NANOS * 3 / 2;
  private static final Optional<LossCause> SESSION_EXPIRED = Optional.of(LossCause.SESSION_EXPIRED);
  private static final long HAND_OVER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Scheduler scheduler;
  private final LockSchedule schedule;
  private final long longestFreeNanos;
  private final Grants grants = new Grants();
  private final List<LockProcess> processes = new ArrayList<>(); // that have not crashed
  private final List<Lock> locks = new ArrayList<>();
  private long done; // by all processes, at the last check

  /** One lock, and who contends for it. */
  private static final class Lock {
    private static final long NEVER = -1;

    private final String name;
    private final List<Contestant> contestants = new ArrayList<>();
    private long freeSince = NEVER; // though somebody waits

    Lock(String name) {
      this.name = name;
    }
  }

  LockInvariants(LockSchedule schedule, int tickMillis) {
    this.schedule = schedule;
    this.scheduler = schedule.scheduler();
    this.longestFreeNanos =
        TimeUnit.MILLISECONDS.toNanos(LockSchedule.TIMEOUT_MILLIS + 8 * tickMillis);
    schedule.locks().forEach(name -> locks.add(new Lock(name)));
  }

  Grants grants() {
    return grants;
  }

  /** A process has started with all its contestants. */
  void add(LockProcess process) {
    processes.add(process);
    for (Contestant contestant : process.contestants()) {
      locks.stream()
          .filter(lock -> lock.name.equals(contestant.lockName()))
          .forEach(lock -> lock.contestants.add(contestant));
    }
  }

  void remove(LockProcess crashed) {
    processes.remove(crashed);
    locks.forEach(lock -> lock.contestants.removeAll(crashed.contestants()));
  }

  /**
   * After each step. What only the servers did needs no look: it makes nobody a holder. What takes
   * too long is seen at the next one, as every process does something several times a second.
   */
  void check() {
    long now = 0;
    for (LockProcess process : processes) {
      now += process.process().done();
    }
    if (now != done) {
      done = now;
      checkAll();
    }
  }

  private void checkAll() {
    for (LockProcess process : processes) {
      if (process.process().thrown() != null) {
        throw new AssertionError("I9: " + process + " threw", process.process().thrown());
      }
      if (process.sentInSecond() > MOST_REQUESTS) {
        throw new AssertionError("I10: too many requests: " + process.session());
      }
    }
    locks.forEach(this::check);
    if (grants.violation() != null) {
      throw new AssertionError(grants.violation());
    }
  }

  /** I3, and that a free lock is not free for long. */
  private void check(Lock lock) {
    long now = scheduler.now();
    Contestant holder = null;
    boolean awaited = false;
    boolean held = false;
    for (Contestant contestant : lock.contestants) {
      held |= contestant.grantedAt() == now; // and released at once, perhaps
      checkLoss(contestant);
      if (contestant.isWaiting()) {
        awaited = true;
        checkDeadline(contestant);
      } else if (contestant.isHolding()) {
        held = true;
        checkDeleted(contestant);
        contestant.learnProof();
        if (contestant.isJudged()) {
          if (holder != null) {
            throw new AssertionError("I3: held twice, by " + holder + " and " + contestant);
          }
          holder = contestant;
        }
      }
    }
    if (held || !awaited || now < schedule.nemesis().calm()) {
      lock.freeSince = Lock.NEVER;
    } else if (lock.freeSince == Lock.NEVER) {
      lock.freeSince = now;
    } else if (now - lock.freeSince > longestFreeNanos) {
      throw new AssertionError(
          "liveness: %s is free for too long, queued: %s, %s"
              .formatted(
                  lock.name,
                  schedule
                      .ensemble()
                      .committedChildren(LockSchedule.ROOT + "/" + lock.name)
                      .keySet(),
                  lock.contestants));
    }
  }

  /**
   * I9: a lease is lost neither while its session may live, nor long after that. The former is not
   * judged if two Coordinations use the client, as one does not know what the other was answered.
   */
  private void checkLoss(Contestant contestant) {
    Lease lease = contestant.lease();
    if (lease == null || lease.isHeld() || !contestant.isJudged()) {
      return;
    }
    long now = scheduler.now();
    long silence = now - contestant.checkedAt();
    long shortest = schedule.nemesis().shortestTimeoutNanos() / 4 * 3;
    if (lease.state() == LeaseState.LOST) {
      if (lease.lossCause().equals(SESSION_EXPIRED)
          && contestant.isFirstLook()
          && silence < shortest
          && contestant.process().coordinations().size() == 1
          && now - contestant.process().process().awakeSince() > shortest
          && schedule.ensemble().isAlive(contestant.session())) {
        throw new AssertionError("I9: lost early: " + contestant);
      }
    } else {
      contestant.learnProof();
      long since = Math.max(contestant.provenAt(), contestant.process().process().awakeSince());
      if (now - since > LONGEST_SUSPECT_NANOS) {
        throw new AssertionError("I9: not lost after a long silence: " + contestant);
      }
    }
  }

  /** I4, of a process that runs. */
  private void checkDeadline(Contestant contestant) {
    if (contestant.deadline() != Contestant.NEVER) {
      long since = Math.max(contestant.deadline(), contestant.process().process().awakeSince());
      if (scheduler.now() - since > SLACK_NANOS) {
        throw new AssertionError("I4: late: " + contestant);
      }
    }
  }

  /** Whoever was disconnected since his node was deleted knows that he knows nothing. */
  private void checkDeleted(Contestant contestant) {
    if (!schedule.isDeleted(contestant.node())) {
      return;
    }
    LockProcess process = contestant.process();
    Long at = schedule.nemesis().deletedAt(contestant.node());
    long since = Math.max(process.connectedAt(), process.process().awakeSince());
    if (at != null && at < process.connectedAt() && scheduler.now() - since > HAND_OVER_NANOS) {
      throw new AssertionError(
          "held after a reconnection though the node was deleted before: " + contestant);
    }
  }
}
