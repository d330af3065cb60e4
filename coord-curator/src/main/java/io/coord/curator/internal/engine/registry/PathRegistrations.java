package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.support.SerialExecutor;
import io.coord.curator.internal.support.SingleFlight;
import io.coord.curator.internal.support.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The registrations of one Coordination at one path. One request of theirs is under way at a time.
 * So once a newer one's node is committed, nothing that an older one has sent can still put a node
 * in its place, and the older one is told at once. If it had to see the newer one's node for that,
 * it would come back when both are deleted before it looks.
 */
final class PathRegistrations {

  private final SerialExecutor serial;
  private final SingleFlight requests;
  private final List<RegistrationReconciler> reconcilers =
      new ArrayList<>(); // by turns; confined to serial
  private int admitted; // guarded by the registry's monitor

  PathRegistrations(Threads threads) {
    this.serial = new SerialExecutor(threads.engine());
    this.requests = new SingleFlight(this::next, threads.later(serial));
  }

  /** Under the registry's monitor: one more is about to be added. */
  void admit() {
    admitted++;
  }

  /** Under the registry's monitor: one has ended; whether it was the last. */
  boolean dismiss() {
    return --admitted == 0;
  }

  /** Runs whatever concerns these registrations, one task at a time. */
  Executor executor() {
    return serial;
  }

  /** By the executor. */
  void add(RegistrationReconciler reconciler) {
    reconcilers.add(reconciler);
  }

  /** By the executor: it has ended. */
  void remove(RegistrationReconciler reconciler) {
    reconcilers.remove(reconciler);
  }

  /** By the executor: has the request sent that is needed next, if any. */
  void request() {
    requests.request();
  }

  /** By the executor: that one's node was committed just now, so no other has one. */
  void committed(RegistrationReconciler newest) {
    for (RegistrationReconciler reconciler : List.copyOf(reconcilers)) {
      if (reconciler != newest) {
        reconciler.onNewerCommitted();
      }
    }
  }

  private @Nullable CompletionStage<?> next() {
    for (RegistrationReconciler reconciler : List.copyOf(reconcilers)) {
      CompletionStage<?> underWay = reconciler.next();
      if (underWay != null) {
        if (reconcilers.remove(reconciler)) {
          reconcilers.add(reconciler); // the others are asked first the next time
        }
        return underWay;
      }
    }
    return null;
  }
}
