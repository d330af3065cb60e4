package io.coord.curator.internal.engine.election;

import io.coord.Subscription;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.SingleFlight;
import io.coord.election.LeaderListener;
import io.coord.election.LeaderSnapshot;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One listener's conflating mailbox: the listener gets the current snapshot when it is ready for
 * it, unless it shows the same as the last one that it got.
 */
final class SnapshotMailbox implements Subscription {

  private static final Log log = Log.of(SnapshotMailbox.class);

  private final LeaderListener listener;
  private final Supplier<@Nullable LeaderSnapshot> now;
  private final Consumer<SnapshotMailbox> onClose;
  private final SingleFlight delivery;
  private volatile boolean closed;
  private @Nullable LeaderSnapshot seen; // used only by the delivery, one at a time

  /**
   * Delivers nothing yet.
   *
   * @param now the current snapshot; null before the first load
   */
  SnapshotMailbox(
      LeaderListener listener,
      Supplier<@Nullable LeaderSnapshot> now,
      Executor threads,
      Executor later,
      Consumer<SnapshotMailbox> onClose) {
    this.listener = listener;
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
    LeaderSnapshot snapshot = now.get();
    if (closed || snapshot == null || (seen != null && LeaderViewImpl.isSame(seen, snapshot))) {
      return;
    }
    seen = snapshot;
    try {
      listener.onChange(snapshot);
    } catch (Throwable e) {
      log.warn(
          "A listener of election '{}' threw; later calls still follow.", snapshot.election(), e);
    }
  }
}
