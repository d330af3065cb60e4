package io.coord.curator.internal.engine.registry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.CoordinationException;
import io.coord.IndeterminateException;
import io.coord.ReplacedException;
import io.coord.Subscription;
import io.coord.curator.internal.engine.session.Calls;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.Listeners;
import io.coord.curator.internal.support.NodeNames;
import io.coord.curator.internal.support.RecoveryLog;
import io.coord.curator.internal.support.Uninterruptibly;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationListener;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the application holds of a registration; a {@link RegistrationReconciler} does the work. */
final class RegistrationImpl implements Registration, RegistrationOutcome {

  private final SessionPort session;
  private final PayloadWriter payloads;
  private final Executor callbacks;
  private final Consumer<RegistrationImpl> onEnd;
  private final String path;
  private final Listeners<RegistrationState> listeners = new Listeners<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final CompletableFuture<Void> removed = new CompletableFuture<>();
  private final PendingCommits commits = new PendingCommits();
  private final CompletableFuture<Void> firstCommit;
  private final RegistrationReconciler keeper;

  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private DesiredState desired;

  @GuardedBy("monitor")
  private long revisions;

  @GuardedBy("monitor")
  private RegistrationState state = RegistrationState.RESTORING;

  RegistrationImpl(
      SessionPort session,
      InstancePort.Factory nodes,
      PathRegistrations siblings,
      RecoveryLog lossLog,
      String path,
      DesiredState first,
      PayloadWriter payloads,
      Consumer<RegistrationImpl> onEnd) {
    this.session = session;
    this.path = path;
    this.payloads = payloads;
    this.callbacks = session.threads().callbacks();
    this.onEnd = onEnd;
    this.desired = first;
    this.revisions = first.revision();
    this.firstCommit = commits.await(revisions);
    this.keeper = new RegistrationReconciler(session, nodes, siblings, lossLog, path, first, this);
  }

  String path() {
    return path;
  }

  /** Completed once the first value is committed; exceptionally if that will never be. */
  CompletableFuture<Void> firstCommit() {
    return firstCommit;
  }

  /** Whether others may have seen a node of this registration. */
  boolean mayHaveBeenSeen() {
    return keeper.mayHaveBeenSeen();
  }

  @Override
  public ServiceInstance instance() {
    synchronized (monitor) {
      return desired.instance();
    }
  }

  @Override
  public RegistrationState state() {
    synchronized (monitor) {
      return state;
    }
  }

  @Override
  public void update(UnaryOperator<ServiceInstance> change) throws InterruptedException {
    Objects.requireNonNull(change, "change");
    Calls calls = new Calls(session);
    calls.requireThreadThatMayWait("update " + path);
    CompletableFuture<Void> commit = null;
    while (commit == null) {
      DesiredState before = requireLive();
      ServiceInstance next = Objects.requireNonNull(change.apply(before.instance()), "instance");
      requireSameIdentity(before.instance(), next);
      commit = desire(before, next, payloads.write(next));
    }
    try {
      calls.await(commit);
    } catch (TimeoutException e) {
      throw new IndeterminateException(
          "%s was not updated within %s (connection: %s). The new value will be written in the background."
              .formatted(path, session.operationTimeout(), session.state()),
          e);
    }
  }

  @Override
  public Subscription subscribe(RegistrationListener listener) {
    Objects.requireNonNull(listener, "listener");
    synchronized (monitor) {
      return listeners.subscribe(callbacks, next -> listener.onChange(this, next), List.of(state));
    }
  }

  @Override
  public String toString() {
    return "Registration[" + NodeNames.printable(path) + ", " + state() + "]";
  }

  @Override
  public void close() {
    beginClose();
    awaitRemoved(Deadline.after(session.operationTimeout()));
  }

  void beginClose() {
    moveToClosed();
    keeper.close();
  }

  /** Completed when the node needs no more care. */
  CompletableFuture<Void> whenEnded() {
    return ended;
  }

  /** The session ends with the client, and the node with the session. */
  @Override
  public void abandoned() {
    moveToClosed();
    removed.complete(null);
  }

  /** Not on a thread that would have to bring the answer: there it is left to the background. */
  void awaitRemoved(Deadline deadline) {
    if (!session.threads().bringsAnswers()) {
      Uninterruptibly.await(removed, deadline);
    }
  }

  @Override
  public void registered(long revision) {
    move(RegistrationState.REGISTERED);
    commits.complete(revision);
  }

  @Override
  public void suspect() {
    synchronized (monitor) {
      if (state == RegistrationState.REGISTERED) {
        move(RegistrationState.SUSPECT);
      }
    }
  }

  @Override
  public void restoring() {
    move(RegistrationState.RESTORING);
  }

  @Override
  public void replaced() {
    move(RegistrationState.REPLACED);
    commits.fail(Long.MAX_VALUE, newerHasTakenOver());
  }

  @Override
  public void refused(long revision, DesiredState kept, CoordinationException reason) {
    synchronized (monitor) {
      if (desired.revision() == revision) {
        desired = kept;
      }
    }
    commits.fail(revision, reason);
  }

  @Override
  public void removalDelayed() {
    removed.complete(null);
  }

  @Override
  public void ended() {
    ended.complete(null);
    removed.complete(null);
    onEnd.accept(this);
  }

  /** Makes it the desired value, to be committed; null if another update came between. */
  private @Nullable CompletableFuture<Void> desire(
      DesiredState before, ServiceInstance next, byte[] payload) {
    synchronized (monitor) {
      requireLive();
      if (desired.revision() != before.revision()) {
        return null;
      }
      desired = new DesiredState(next, payload, ++revisions);
      CompletableFuture<Void> commit = commits.await(revisions);
      keeper.desire(desired);
      return commit;
    }
  }

  private ReplacedException newerHasTakenOver() {
    return new ReplacedException(
        path
            + " was taken by a newer registration with the same id. Find out which process has the same id.");
  }

  private DesiredState requireLive() {
    synchronized (monitor) {
      if (state == RegistrationState.REPLACED) {
        throw newerHasTakenOver();
      }
      if (state == RegistrationState.CLOSED) {
        throw new IllegalStateException("The registration of " + path + " is closed.");
      }
      return desired;
    }
  }

  private static void requireSameIdentity(ServiceInstance before, ServiceInstance next) {
    if (!before.service().equals(next.service()) || !before.id().equals(next.id())) {
      throw new IllegalArgumentException(
          "An update cannot change service or id: %s/%s is not %s/%s."
              .formatted(
                  NodeNames.printable(next.service()),
                  NodeNames.printable(next.id()),
                  NodeNames.printable(before.service()),
                  NodeNames.printable(before.id())));
    }
  }

  private void moveToClosed() {
    move(RegistrationState.CLOSED);
    commits.fail(
        Long.MAX_VALUE, new IllegalStateException("The registration of " + path + " is closed."));
  }

  private void move(RegistrationState next) {
    synchronized (monitor) {
      boolean stays =
          state == next
              || state == RegistrationState.CLOSED
              || (state == RegistrationState.REPLACED && next != RegistrationState.CLOSED);
      if (!stays) {
        state = next;
        listeners.publish(next);
      }
    }
  }
}
