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
 * The registrations of one Coordination at one path, with one request under way between them. So
 * once a newer one's node is committed, nothing that an older one has sent can replace it, and the
 * older one is notified at once. If it had to see the newer one's node, it would come back when
 * that is deleted before it looks.
 */
final class PathRegistrations {

  private final SerialExecutor serial;
  private final SingleFlight requests;
  private final List<RegistrationReconciler> reconcilers =
      new ArrayList<>(); // whose turn is next comes first; confined to serial
  private int admitted; // guarded by the RegistryTable's monitor

  PathRegistrations(Threads threads) {
    this.serial = new SerialExecutor(threads.engine());
    this.requests = new SingleFlight(this::next, threads.later(serial));
  }

  /** One more is about to be added. Under the table's monitor. */
  void admit() {
    admitted++;
  }

  /** One has ended; says whether it was the last. Under the table's monitor. */
  boolean dismiss() {
    return --admitted == 0;
  }

  /** Runs whatever concerns these registrations, one task at a time. */
  Executor executor() {
    return serial;
  }

  /** On the executor, like all that follows. */
  void add(RegistrationReconciler reconciler) {
    reconcilers.add(reconciler);
  }

  void remove(RegistrationReconciler reconciler) {
    reconcilers.remove(reconciler);
  }

  /** Has the request sent that is needed next, if any. */
  void request() {
    requests.request();
  }

  /** That one's node was committed just now, so no other has one. */
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
          reconcilers.add(reconciler); // the others come first the next time
        }
        return underWay;
      }
    }
    return null;
  }
}
