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
 * Whether the contenders of one lock fit into one answer. If they do not, that shows itself only as
 * a lost connection, of the whole client and at every try (hazards C7, L20). So when lists were
 * lost three times in a row, the children are counted before the next one; and if there are too
 * many, that is named in the log, and a list is dared again only from time to time.
 */
public final class QueueLength {

  /** What a list is answered with that is not asked for, as its answer could not be read. */
  public static final ReplyCode TOO_LONG = ReplyCode.MARSHALLINGERROR;

  private static final Log log = Log.of(QueueLength.class);
  private static final int LOST_LISTS_TO_DOUBT = 3;
  private static final int NAME_BYTES = 4 + 55; // as Coord and Curator call a contender
  private static final long SELDOM_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final String path;
  private final LongSupplier nanoTime;
  private final QueueLengths lengths;

  @GuardedBy("this")
  private int lostLists; // in a row

  @GuardedBy("this")
  private long dareAt;

  @GuardedBy("this")
  private @Nullable Supplier<RuntimeException> refusal;

  /** Nothing was lost yet. */
  QueueLength(String path, LongSupplier nanoTime, QueueLengths lengths) {
    this.path = path;
    this.nanoTime = nanoTime;
    this.lengths = lengths;
  }

  /** Whether to count the children before they are listed. */
  public synchronized boolean isDoubtful() {
    return lostLists >= LOST_LISTS_TO_DOUBT;
  }

  /** A list was answered so. */
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
   * The children were counted while that was in doubt: whether not to list them.
   *
   * @param stat of the lock's node
   */
  public synchronized boolean isTooLong(NodeStat stat, int juteMaxBuffer) {
    int children = stat.children();
    if ((long) children * NAME_BYTES <= juteMaxBuffer) {
      refusal = null;
      return false;
    }
    long now = nanoTime.getAsLong();
    boolean known = refusal != null;
    if (known && now - dareAt < 0) {
      return true;
    }
    dareAt = now + SELDOM_NANOS;
    if (!known) {
      refusal = () -> tooLong(children, juteMaxBuffer);
      log.error(
          "Lock {} cannot be acquired: its {} contenders do not fit into jute.maxbuffer.",
          path,
          children);
    }
    return !known;
  }

  /** Why the lock cannot be had, if that is so. */
  synchronized @Nullable Supplier<RuntimeException> refusal() {
    return refusal;
  }

  private RuntimeException tooLong(int children, int juteMaxBuffer) {
    return new RejectedException(
        "Could not list the contenders of %s: the names of its %d children do not fit into jute.maxbuffer (%d bytes). Raise jute.maxbuffer on clients and servers, or let fewer processes wait for one lock."
            .formatted(path, children, juteMaxBuffer));
  }
}
