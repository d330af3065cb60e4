package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.support.SerialExecutor;
import io.coord.curator.internal.support.SingleFlight;
import io.coord.curator.internal.support.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The registrations of one Coordination at one path, which have at most one request in flight
 * between them. So once a newer one's node is committed, nothing that an older one has sent can
 * replace it, and the older one is notified at once. If the older one had to see the newer one's
 * node, it would be restored if that node were deleted before it looked.
 */
final class PathRegistrations {

  private final SerialExecutor serial;
  private final SingleFlight requests;
  private final List<RegistrationReconciler> reconcilers =
      new ArrayList<>(); // in the order of their turns; confined to serial
  private int admitted; // guarded by the RegistryTable's monitor

  PathRegistrations(Threads threads) {
    this.serial = SerialExecutor.ofEngine(threads);
    this.requests = new SingleFlight(this::next, threads.later(serial));
  }

  /** A registration is about to be added. Under the table's monitor. */
  void admit() {
    admitted++;
  }

  /** A registration has ended; returns whether it was the last. Under the table's monitor. */
  boolean dismiss() {
    return --admitted == 0;
  }

  /** Runs everything that concerns these registrations, one task at a time. */
  Executor executor() {
    return serial;
  }

  /** Called on the executor, as are the methods below. */
  void add(RegistrationReconciler reconciler) {
    reconcilers.add(reconciler);
  }

  void remove(RegistrationReconciler reconciler) {
    reconcilers.remove(reconciler);
  }

  /** Sends the next request that is needed, if any. */
  void request() {
    requests.request();
  }

  /** This registration's node was just committed, so no other has one. */
  void committed(RegistrationReconciler newest) {
    for (RegistrationReconciler reconciler : List.copyOf(reconcilers)) {
      if (reconciler != newest) {
        reconciler.onNewerCommitted();
      }
    }
  }

  /** Whether another one of them than this knows that node as its own. */
  boolean isOfSibling(RegistrationReconciler asking, NodeStat stat) {
    return reconcilers.stream().anyMatch(each -> each != asking && each.owns(stat));
  }

  private @Nullable CompletionStage<?> next() {
    for (RegistrationReconciler reconciler : List.copyOf(reconcilers)) {
      CompletionStage<?> underWay = reconciler.next();
      if (underWay != null) {
        if (reconcilers.remove(reconciler)) {
          reconcilers.add(reconciler); // the others go first next time
        }
        return underWay;
      }
    }
    return null;
  }
}
