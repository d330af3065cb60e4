package io.coord.curator.internal.engine.membership;

import io.coord.Subscription;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.InstanceFormat;
import io.coord.curator.internal.support.NodeNames;
import io.coord.curator.internal.support.RecoveryLog;
import io.coord.registry.Membership;
import io.coord.registry.MembershipListener;
import io.coord.registry.MembershipSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What the application sees of a service: the last view, and the listeners for the next. */
public final class MembershipView implements Membership, MembershipEngine.Display {

  private final String service;
  private final Executor callbacks;
  private final Executor later;
  private final RecoveryLog recoveryLog;
  private final MembershipEngine engine;
  private final Consumer<MembershipView> onClose;
  private final View nothing;
  private final List<ChangeMailbox> mailboxes = new CopyOnWriteArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile View view; // written under lock
  private volatile boolean closed; // written under lock

  private MembershipView(
      SessionPort session,
      MembershipPort node,
      KnownPath known,
      RecoveryLog recoveryLog,
      String service,
      InstanceFormat format,
      Consumer<MembershipView> onClose) {
    this.service = service;
    this.recoveryLog = recoveryLog;
    this.callbacks = session.threads().callbacks();
    this.later = session.threads().later(callbacks);
    this.onClose = onClose;
    this.nothing = View.initial(service);
    this.view = nothing;
    this.engine = new MembershipEngine(session, node, known, service, format, this);
  }

  /** A view of that node's children, which starts to load in the background. */
  static MembershipView open(
      SessionPort session,
      MembershipPort node,
      KnownPath known,
      RecoveryLog recoveryLog,
      String service,
      InstanceFormat format,
      Consumer<MembershipView> onClose) {
    MembershipView view =
        new MembershipView(session, node, known, recoveryLog, service, format, onClose);
    view.engine.start();
    return view;
  }

  @Override
  public String service() {
    return service;
  }

  @Override
  public MembershipSnapshot snapshot() {
    return view.snapshot();
  }

  @Override
  public Subscription subscribe(MembershipListener listener) {
    Objects.requireNonNull(listener, "listener");
    ChangeMailbox mailbox =
        new ChangeMailbox(listener, nothing, () -> view, callbacks, later, mailboxes::remove);
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
  public boolean await(Predicate<MembershipSnapshot> condition, Duration maxWait)
      throws InterruptedException {
    Objects.requireNonNull(condition, "condition");
    Deadline deadline = Deadline.after(maxWait);
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      View tested = view;
      requireOpen();
      if (condition.test(tested.snapshot())) {
        return true;
      }
      if (!awaitChange(tested, deadline)) {
        return false;
      }
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (!view.isStale()) {
        view = view.outdated();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    mailboxes.forEach(ChangeMailbox::close);
    engine.close();
    onClose.accept(this);
  }

  @Override
  public String toString() {
    View shown = view;
    String state = closed ? "CLOSED" : shown.isStale() ? "STALE" : "FRESH";
    return "Membership[%s, %d members, %s]"
        .formatted(NodeNames.printable(service), shown.snapshot().instances().size(), state);
  }

  @Override
  public void show(MemberList list, boolean stale) {
    View shown = view;
    if (!shown.loaded() || shown.isStale() != stale || !list.isSame(shown.list())) {
      publish(shown.next(list, true, stale));
    }
  }

  @Override
  public void outdated() {
    if (!view.isStale()) {
      publish(view.outdated());
    }
  }

  /** Called by the engine only, one at a time. */
  private void publish(View next) {
    View before;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      before = view;
      view = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    mailboxes.forEach(ChangeMailbox::poke);
    report(before, next);
  }

  /** The first load is no recovery. */
  private void report(View before, View next) {
    if (before.loaded() && before.isStale() != next.isStale()) {
      if (next.isStale()) {
        recoveryLog.lost(service);
      } else {
        recoveryLog.back(service);
      }
    }
  }

  /** Waits until there is another view than this one; false if the deadline passed before. */
  private boolean awaitChange(View known, Deadline deadline) throws InterruptedException {
    if (deadline.passed()) {
      return false; // even if the views change faster than they are tested
    }
    lock.lockInterruptibly();
    try {
      while (view.is(known) && !closed) {
        if (changed.awaitNanos(deadline.remainingNanos()) <= 0) {
          return !view.is(known);
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The view of service '" + service + "' is closed.");
    }
  }
}
