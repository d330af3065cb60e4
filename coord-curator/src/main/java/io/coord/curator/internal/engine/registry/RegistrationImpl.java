package io.coord.curator.internal.engine.registry;

import io.coord.CoordinationException;
import io.coord.IndeterminateException;
import io.coord.Subscription;
import io.coord.curator.internal.engine.PayloadWriter;
import io.coord.curator.internal.engine.session.Calls;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.NodeNames;
import io.coord.curator.internal.support.RecoveryLog;
import io.coord.curator.internal.support.Uninterruptibly;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationListener;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What the application holds of a registration; a {@link RegistrationReconciler} does the work. */
final class RegistrationImpl implements Registration, RegistrationOutcome {

  private final SessionPort session;
  private final PayloadWriter payloads;
  private final Consumer<RegistrationImpl> onEnd;
  private final String path;
  private final RegistrationStatus status;
  private final RegistrationReconciler reconciler;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final CompletableFuture<Void> removed = new CompletableFuture<>();

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
    this.onEnd = onEnd;
    this.status = new RegistrationStatus(path, first);
    this.reconciler =
        new RegistrationReconciler(session, nodes, siblings, lossLog, path, first, this);
  }

  String path() {
    return path;
  }

  /** Completed once the first value is committed; exceptionally if it never will be. */
  CompletableFuture<Void> firstCommit() {
    return status.firstCommit();
  }

  /** Whether others may have seen a node of this registration. */
  boolean mayHaveBeenSeen() {
    return reconciler.mayHaveBeenSeen();
  }

  @Override
  public ServiceInstance instance() {
    return status.instance();
  }

  @Override
  public RegistrationState state() {
    return status.state();
  }

  @Override
  public void update(UnaryOperator<ServiceInstance> change) throws InterruptedException {
    Objects.requireNonNull(change, "change");
    Calls calls = new Calls(session);
    calls.requireThreadThatMayWait("update " + path);
    RegistrationStatus.Update update = null;
    while (update == null) {
      DesiredState before = status.requireLive();
      ServiceInstance next = Objects.requireNonNull(change.apply(before.instance()), "instance");
      requireSameIdentity(before.instance(), next);
      update = status.update(before, next, payloads.write(next));
    }
    reconciler.desire(update.value());
    try {
      calls.await(update.commit());
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
    return status.subscribe(session.threads().callbacks(), state -> listener.onChange(this, state));
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

  /** Does not wait. */
  void beginClose() {
    status.close();
    reconciler.close();
  }

  /**
   * Waits, except on a thread that would have to deliver the reply, where removal continues in the
   * background.
   */
  void awaitRemoved(Deadline deadline) {
    if (!session.threads().deliversReplies()) {
      Uninterruptibly.await(removed, deadline);
    }
  }

  /** Completed when nothing is left to do for the node. */
  CompletableFuture<Void> whenEnded() {
    return ended;
  }

  /** The session ends with the client, and the node with the session. */
  @Override
  public void abandoned() {
    status.close();
    removed.complete(null);
  }

  @Override
  public void registered(long revision) {
    status.registered(revision);
  }

  @Override
  public void suspect() {
    status.suspect();
  }

  @Override
  public void restoring() {
    status.restoring();
  }

  @Override
  public void replaced() {
    status.replaced();
  }

  @Override
  public void refused(long revision, DesiredState kept, CoordinationException reason) {
    status.refused(revision, kept, reason);
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
}
