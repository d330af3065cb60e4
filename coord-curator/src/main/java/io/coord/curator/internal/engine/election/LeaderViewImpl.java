package io.coord.curator.internal.engine.election;

import io.coord.Subscription;
import io.coord.curator.internal.engine.membership.Member;
import io.coord.curator.internal.engine.membership.MemberList;
import io.coord.curator.internal.engine.membership.MembershipEngine;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.RecoveryLog;
import io.coord.election.Leader;
import io.coord.election.LeaderListener;
import io.coord.election.LeaderSnapshot;
import io.coord.election.LeaderView;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the application sees of an election: the last snapshot, and the listeners for the next. */
final class LeaderViewImpl implements LeaderView, MembershipEngine.Display {

  private final String election;
  private final Executor callbacks;
  private final Executor later;
  private final RecoveryLog recoveryLog;
  private final Consumer<LeaderViewImpl> onClose;
  private final MembershipEngine engine;
  private final List<SnapshotMailbox> mailboxes = new CopyOnWriteArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile LeaderSnapshot snapshot; // written under lock
  private volatile boolean loaded; // likewise
  private volatile boolean closed; // likewise

  /**
   * Not started yet.
   *
   * @param engine makes what keeps the view up to date
   */
  LeaderViewImpl(
      String election,
      SessionPort session,
      RecoveryLog recoveryLog,
      Function<MembershipEngine.Display, MembershipEngine> engine,
      Consumer<LeaderViewImpl> onClose) {
    this.election = election;
    this.callbacks = session.threads().callbacks();
    this.later = session.threads().later(callbacks);
    this.recoveryLog = recoveryLog;
    this.onClose = onClose;
    this.snapshot = new LeaderSnapshot(election, Optional.empty(), List.of(), true, 0);
    this.engine = engine.apply(this);
  }

  void start() {
    engine.start();
  }

  @Override
  public LeaderSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public Subscription subscribe(LeaderListener listener) {
    Objects.requireNonNull(listener, "listener");
    SnapshotMailbox mailbox =
        new SnapshotMailbox(
            listener, () -> loaded ? snapshot : null, callbacks, later, mailboxes::remove);
    lock.lock();
    try {
      requireOpen();
      mailboxes.add(mailbox);
    } finally {
      lock.unlock();
    }
    mailbox.poke();
    return mailbox;
  }

  @Override
  public boolean await(Predicate<LeaderSnapshot> condition, Duration maxWait)
      throws InterruptedException {
    Objects.requireNonNull(condition, "condition");
    Deadline deadline = Deadline.after(maxWait);
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LeaderSnapshot tested = snapshot;
      requireOpen();
      if (condition.test(tested)) {
        return true;
      }
      if (!awaitChange(tested, deadline)) {
        return false;
      }
    }
  }

  /** Waits until there is another snapshot than this one; false if the deadline passed before. */
  private boolean awaitChange(LeaderSnapshot known, Deadline deadline) throws InterruptedException {
    if (deadline.passed()) {
      return false; // even if the snapshots change faster than they are tested
    }
    lock.lockInterruptibly();
    try {
      while (isCurrent(known) && !closed) {
        if (changed.awaitNanos(deadline.remainingNanos()) <= 0) {
          return !isCurrent(known);
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean isCurrent(LeaderSnapshot known) {
    return snapshot.version() == known.version();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (!snapshot.stale()) {
        snapshot = next(snapshot.leader(), snapshot.candidates(), true);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    mailboxes.forEach(SnapshotMailbox::close);
    engine.close();
    onClose.accept(this);
  }

  @Override
  public void show(MemberList list, boolean stale) {
    List<Member> queue = LeaderOrder.sorted(list.members());
    Optional<Leader> leader = queue.stream().findFirst().map(LeaderOrder::leader);
    publish(next(leader, queue.stream().map(Member::instance).toList(), stale), true);
  }

  @Override
  public void outdated() {
    publish(next(snapshot.leader(), snapshot.candidates(), true), loaded);
  }

  private LeaderSnapshot next(
      Optional<Leader> leader, List<ServiceInstance> candidates, boolean stale) {
    return new LeaderSnapshot(election, leader, candidates, stale, snapshot.version() + 1);
  }

  /** Called by the engine only, one at a time. */
  private void publish(LeaderSnapshot next, boolean nowLoaded) {
    LeaderSnapshot before = snapshot;
    boolean first = nowLoaded && !loaded;
    lock.lock();
    try {
      if (closed || (!first && isSame(before, next))) {
        return;
      }
      snapshot = next;
      loaded = nowLoaded;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    mailboxes.forEach(SnapshotMailbox::poke);
    if (!first && before.stale() != next.stale()) {
      report(next.stale());
    }
  }

  private void report(boolean stale) {
    if (stale) {
      recoveryLog.lost(election);
    } else {
      recoveryLog.back(election);
    }
  }

  /** Whether both show the same, whatever their versions. */
  static boolean isSame(LeaderSnapshot one, LeaderSnapshot other) {
    return one.stale() == other.stale()
        && one.leader().equals(other.leader())
        && one.candidates().equals(other.candidates());
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The view of election '" + election + "' is closed.");
    }
  }

  @Override
  public String toString() {
    LeaderSnapshot shown = snapshot;
    String leader =
        shown
            .leader()
            .map(known -> "%s, epoch %d".formatted(known.instance().id(), known.epoch()))
            .orElse("nobody");
    String state = closed ? "CLOSED" : shown.stale() ? "STALE" : "FRESH";
    return "LeaderView[%s, %s, %s]".formatted(election, leader, state);
  }
}
