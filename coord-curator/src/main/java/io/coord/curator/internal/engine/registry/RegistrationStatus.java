package io.coord.curator.internal.engine.registry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.CoordinationException;
import io.coord.ReplacedException;
import io.coord.Subscription;
import io.coord.curator.internal.support.Listeners;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the application sees of a registration: its state, its desired value, and which values are
 * committed. All of it changes under one monitor, so that no update is accepted after the end.
 */
final class RegistrationStatus {

  /** A value that has become the desired one. */
  record Update(DesiredState value, CompletableFuture<Void> commit) {}

  private final String path;
  private final CompletableFuture<Void> firstCommit;
  private final PendingCommits commits = new PendingCommits();
  private final Listeners<RegistrationState> listeners = new Listeners<>();
  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private DesiredState desired;

  @GuardedBy("monitor")
  private long revisions;

  @GuardedBy("monitor")
  private RegistrationState state = RegistrationState.RESTORING;

  RegistrationStatus(String path, DesiredState first) {
    this.path = path;
    this.desired = first;
    this.revisions = first.revision();
    this.firstCommit = commits.await(first.revision());
  }

  RegistrationState state() {
    synchronized (monitor) {
      return state;
    }
  }

  ServiceInstance instance() {
    synchronized (monitor) {
      return desired.instance();
    }
  }

  /** Completed once the first value is committed; exceptionally if it never will be. */
  CompletableFuture<Void> firstCommit() {
    return firstCommit;
  }

  /** Notifies the listener of the current state first. */
  Subscription subscribe(Executor callbacks, Consumer<RegistrationState> listener) {
    Subscription subscription;
    synchronized (monitor) {
      subscription = listeners.subscribe(callbacks, listener, List.of(state));
    }
    listeners.handOver();
    return subscription;
  }

  /**
   * The desired value, to be updated.
   *
   * @throws IllegalStateException if the registration is closed
   * @throws ReplacedException if it was replaced
   */
  DesiredState requireLive() {
    synchronized (monitor) {
      if (state == RegistrationState.REPLACED) {
        throw newerHasTakenOver();
      }
      if (state == RegistrationState.CLOSED) {
        throw closed();
      }
      return desired;
    }
  }

  /** Makes this the desired value; returns null if another update came first. */
  @Nullable Update update(DesiredState before, ServiceInstance next, byte[] payload) {
    synchronized (monitor) {
      requireLive();
      if (desired.revision() != before.revision()) {
        return null;
      }
      desired = new DesiredState(next, payload, ++revisions);
      return new Update(desired, commits.await(revisions));
    }
  }

  void registered(long revision) {
    move(RegistrationState.REGISTERED);
    commits.complete(revision);
  }

  void suspect() {
    synchronized (monitor) {
      if (state == RegistrationState.REGISTERED) {
        change(RegistrationState.SUSPECT);
      }
    }
    listeners.handOver();
  }

  void restoring() {
    move(RegistrationState.RESTORING);
  }

  void replaced() {
    move(RegistrationState.REPLACED);
    commits.fail(Long.MAX_VALUE, newerHasTakenOver());
  }

  /**
   * The revision will never be written; the other one is desired again, unless there is a newer
   * one.
   */
  void refused(long revision, DesiredState kept, CoordinationException reason) {
    synchronized (monitor) {
      if (desired.revision() == revision) {
        desired = kept;
      }
    }
    commits.fail(revision, reason);
  }

  void close() {
    move(RegistrationState.CLOSED);
    commits.fail(Long.MAX_VALUE, closed());
  }

  private void move(RegistrationState next) {
    synchronized (monitor) {
      change(next);
    }
    listeners.handOver();
  }

  /** REPLACED is left only for CLOSED, and CLOSED never. */
  @GuardedBy("monitor")
  private void change(RegistrationState next) {
    boolean stays =
        state == next
            || state == RegistrationState.CLOSED
            || (state == RegistrationState.REPLACED && next != RegistrationState.CLOSED);
    if (!stays) {
      state = next;
      listeners.publish(next);
    }
  }

  private IllegalStateException closed() {
    return new IllegalStateException("The registration of " + path + " is closed.");
  }

  private ReplacedException newerHasTakenOver() {
    return new ReplacedException(
        path
            + " was taken by a newer registration with the same id. Find out which process has the same id.");
  }
}
