package io.coord.curator.internal.lock;

/**
 * Tokens: the czxid of the contender's node × 4096 + the number of the grant within its tenure.
 *
 * <p>czxids rise with every write of the ensemble and never start again while its data lives,
 * unlike sequence numbers, which start again when the lock's node is created anew (hazard L3).
 * Tenures of one lock follow each other in the order of their nodes, so tokens rise from grant to
 * grant.
 */
final class FencingToken {

  /** The most grants of one tenure; their numbers begin with 1. */
  static final int MAX_GRANTS = 4095;

  private static final int GRANT_BITS = 12;
  private static final long CZXID_LIMIT = 1L << (63 - GRANT_BITS);

  private FencingToken() {}

  /** Whether a token of that node still fits into a positive long. */
  static boolean fits(long czxid) {
    return czxid > 0 && czxid < CZXID_LIMIT;
  }

  static long of(long czxid, int grant) {
    if (!fits(czxid) || grant < 1 || grant > MAX_GRANTS) {
      throw new IllegalArgumentException("no token for czxid " + czxid + ", grant " + grant);
    }
    return czxid << GRANT_BITS | grant;
  }
}
