package io.coord.curator.internal.engine.membership;

import io.coord.Subscription;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.SingleFlight;
import io.coord.registry.MembershipChange;
import io.coord.registry.MembershipListener;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One listener's conflating mailbox: it holds only the view that the listener saw last. When
 * something changes, the listener receives the difference between that view and the current one, so
 * its backlog is at most one view, without gaps or overlaps.
 */
final class ChangeMailbox implements Subscription {

  private static final Log log = Log.of(ChangeMailbox.class);

  private final MembershipListener listener;
  private final Supplier<View> now;
  private final Consumer<ChangeMailbox> onClose;
  private final SingleFlight delivery;
  private volatile boolean closed;
  private View seen; // used only by the delivery, one at a time

  ChangeMailbox(
      MembershipListener listener,
      View nothing,
      Supplier<View> now,
      Executor threads,
      Executor later,
      Consumer<ChangeMailbox> onClose) {
    this.listener = listener;
    this.seen = nothing;
    this.now = now;
    this.delivery = SingleFlight.of(this::deliver, threads, later);
    this.onClose = onClose;
  }

  /** Something may have changed. Never calls the listener on this thread. */
  void poke() {
    delivery.request();
  }

  @Override
  public void close() {
    closed = true;
    onClose.accept(this);
  }

  private void deliver() {
    View view = now.get();
    if (!closed && view.loaded() && !view.is(seen)) {
      notifyListener(view);
    }
  }

  private void notifyListener(View view) {
    MembershipChange change = SnapshotDiff.between(seen, view);
    boolean newToListener = !seen.loaded() || seen.isStale() != view.isStale() || !isEmpty(change);
    seen = view;
    if (!newToListener || closed) {
      return; // it changed and changed back while the listener was busy, or nobody listens any more
    }
    try {
      listener.onChange(change);
    } catch (Throwable e) {
      log.warn(
          "A listener of service '{}' threw; later calls still follow.",
          view.snapshot().service(),
          e);
    }
  }

  private static boolean isEmpty(MembershipChange change) {
    return change.joined().isEmpty() && change.left().isEmpty() && change.updated().isEmpty();
  }
}
