package io.coord.curator.internal.engine.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.RejectedException;
import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.support.Log;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the contenders of one lock fit into one reply. If they do not, each list costs the whole
 * client its connection, with no other symptom (hazards C7, L20). So after three lost lists in a
 * row, the children are counted before the next list. If there are too many, the log says so once,
 * and the list is tried again every five minutes. Thread-safe.
 */
public final class QueueLength {

  /** The reply to a list that was not sent, because the actual reply could not be read. */
  public static final ReplyCode TOO_LONG = ReplyCode.MARSHALLINGERROR;

  private static final Log log = Log.of(QueueLength.class);
  private static final int LOST_LISTS_TO_DOUBT = 3;
  private static final int NAME_BYTES = 4 + 55; // for a contender of Coord or Curator
  private static final long RETRY_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final String path;
  private final LongSupplier nanoTime;
  private final QueueLengths lengths;

  @GuardedBy("this")
  private int lostLists; // in a row

  @GuardedBy("this")
  private long retryAt;

  @GuardedBy("this")
  private @Nullable Supplier<RuntimeException> refusal;

  /** Nothing has been lost yet. */
  QueueLength(String path, LongSupplier nanoTime, QueueLengths lengths) {
    this.path = path;
    this.nanoTime = nanoTime;
    this.lengths = lengths;
  }

  /** Whether to count the children before they are listed. */
  public synchronized boolean isDoubtful() {
    return lostLists >= LOST_LISTS_TO_DOUBT;
  }

  /** Takes the reply to a list. */
  public synchronized void onList(ReplyCode code) {
    if (code == ReplyCode.OK) {
      if (lostLists > 0) {
        lengths.forget(path);
      }
      lostLists = 0;
      refusal = null;
    } else if (code == ReplyCode.CONNECTIONLOSS) {
      lostLists++;
      lengths.keep(path, this);
    }
  }

  /**
   * Decides by the number of children, which must be read while the length is in doubt.
   *
   * @param stat the stat of the lock's node
   * @return whether not to list them
   */
  public boolean isTooLong(NodeStat stat, int juteMaxBuffer) {
    boolean skips;
    boolean found;
    synchronized (this) {
      boolean known = refusal != null;
      skips = skipsList(stat.children(), juteMaxBuffer);
      found = skips && !known;
    }
    if (found) {
      log.error(
          "Lock {} cannot be acquired: its {} contenders do not fit into jute.maxbuffer.",
          path,
          stat.children());
    }
    return skips;
  }

  @GuardedBy("this")
  private boolean skipsList(int children, int juteMaxBuffer) {
    if ((long) children * NAME_BYTES <= juteMaxBuffer) {
      refusal = null;
      return false;
    }
    long now = nanoTime.getAsLong();
    boolean known = refusal != null;
    if (known && now - retryAt < 0) {
      return true;
    }
    retryAt = now + RETRY_NANOS;
    if (!known) {
      refusal = () -> tooLong(children, juteMaxBuffer);
    }
    return !known;
  }

  /** Why the lock cannot be acquired; null if it can be. */
  synchronized @Nullable Supplier<RuntimeException> refusal() {
    return refusal;
  }

  private RuntimeException tooLong(int children, int juteMaxBuffer) {
    return new RejectedException(
        "Could not list the contenders of %s: the names of its %d children do not fit into jute.maxbuffer (%d bytes). Raise jute.maxbuffer on clients and servers, or let fewer processes wait for one lock."
            .formatted(path, children, juteMaxBuffer));
  }
}
