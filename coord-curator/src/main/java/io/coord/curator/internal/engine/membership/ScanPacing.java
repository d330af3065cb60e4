package io.coord.curator.internal.engine.membership;

import io.coord.curator.internal.engine.Failures;
import io.coord.curator.internal.engine.Failures.Intent;
import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.support.Backoff;
import io.coord.curator.internal.support.Log;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When to scan again after a failure: soon and with exponential backoff after an ordinary one;
 * rarely after one that retries do not cure, which is named in the log once.
 *
 * <p>A list of names longer than jute.maxbuffer shows up only as a lost connection, again at every
 * try (hazards C7, M8). So a list that could be that long and has failed three times in a row
 * counts as too long, until the parent has fewer children. Confined to one serial executor.
 */
final class ScanPacing {

  private static final Log log = Log.of(ScanPacing.class);
  private static final int LOST_LISTS_TO_CONCLUDE = 3;
  private static final int LONGEST_NAME_BYTES = 604; // 200 bytes percent-encoded, and its length
  private static final long RARELY_MILLIS = TimeUnit.MINUTES.toMillis(5);
  private static final long RARELY_FIRST_MILLIS = 10_000;

  private final String path;
  private final Backoff soon;
  private long rarelyMillis = RARELY_FIRST_MILLIS;
  private int lostLists;
  private int tooMany; // the number of children that was too many; 0 if there is no such conclusion
  private @Nullable ReplyCode named;

  ScanPacing(String path, RandomGenerator random) {
    this.path = path;
    this.soon = new Backoff(Duration.ofSeconds(5), random);
  }

  /** Whether a report of the root is a reason to scan at once. */
  boolean allows(@Nullable NodeStat root) {
    return tooMany == 0 || root == null || root.children() < tooMany;
  }

  void onComplete() {
    soon.reset();
    rarelyMillis = RARELY_FIRST_MILLIS;
    lostLists = 0;
    tooMany = 0;
    named = null;
  }

  /** The time to wait before the next scan, in milliseconds. */
  long delayAfter(ReplyCode code, boolean listing, @Nullable NodeStat root, int juteMaxBuffer) {
    if (listing && code == ReplyCode.CONNECTIONLOSS) {
      lostLists++;
      int children = root == null ? 0 : root.children();
      if (lostLists >= LOST_LISTS_TO_CONCLUDE
          && (long) children * LONGEST_NAME_BYTES > juteMaxBuffer) {
        return concludeTooMany(children, juteMaxBuffer);
      }
    }
    if (code.isTransient()) {
      return soon.nextMillis();
    }
    if (named != code) {
      named = code;
      log.error(
          "The members cannot be read; the view stays stale.",
          Failures.translate(code, Intent.READ, "read " + path));
    }
    return rarely();
  }

  private long concludeTooMany(int children, int juteMaxBuffer) {
    if (tooMany == 0) {
      log.error(
          "The members cannot be read; the view stays stale.",
          Failures.listTooLong(path, children, juteMaxBuffer));
    }
    tooMany = children;
    return rarely();
  }

  /** The delay before a scan that may well succeed, in milliseconds. */
  long soon() {
    return soon.nextMillis();
  }

  /** The delay before a scan that will probably fail like the last one, in milliseconds. */
  long rarely() {
    long delay = rarelyMillis;
    rarelyMillis = Math.min(RARELY_MILLIS, rarelyMillis * 2);
    return delay;
  }
}
