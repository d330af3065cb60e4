package io.coord.curator.internal.engine.lock;

/**
 * The fencing tokens of one tenure, in rising order. Guarded by the lock's monitor.
 *
 * <p>They begin with the zxid that created the contender's node. A tenure that nobody else waits
 * for may last for long. Before its tokens run out it asks for more: all those up to a later write
 * of its own, provided that the next contender in the queue was created after that write.
 */
final class TenureTokens {

  /** Whether the next grant can have one. */
  enum Supply {
    /** It can. */
    LEFT,
    /** Not before more are here. */
    AWAITED,
    /** It cannot. */
    USED_UP
  }

  private static final long FIRST_RESERVE = 1_024;

  private long next;
  private long last;
  private long reserve = FIRST_RESERVE; // more are asked for when fewer are left
  private boolean awaited;
  private boolean refused;

  TenureTokens(long czxid) {
    next = FencingToken.first(czxid);
    last = FencingToken.last(czxid);
  }

  Supply supply() {
    if (left() > 0) {
      return Supply.LEFT;
    }
    return awaited ? Supply.AWAITED : Supply.USED_UP;
  }

  /** Takes the first one that is left. */
  long next() {
    long first = first();
    next++;
    return first;
  }

  /** The first one that is left; it stays. */
  long first() {
    if (left() == 0) {
      throw new IllegalStateException("no token is left");
    }
    return next;
  }

  /** Whether to ask for more now. */
  boolean needRenewal() {
    return left() < reserve && !awaited && !refused;
  }

  /** More were asked for. */
  void beginRenewal() {
    awaited = true;
  }

  /** Those up to a later write can be used. */
  void renew(long mzxid) {
    awaited = false;
    if (FencingToken.fits(mzxid) && FencingToken.last(mzxid) > last) {
      last = FencingToken.last(mzxid);
      reserve = left() / 2; // as it seems to be used much
    } else {
      refused = true;
    }
  }

  /** There are no more for this tenure. */
  void refuse() {
    awaited = false;
    refused = true;
  }

  private long left() {
    return last - next + 1;
  }
}
