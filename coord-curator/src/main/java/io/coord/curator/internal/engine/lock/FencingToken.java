package io.coord.curator.internal.engine.lock;

/**
 * Tokens: the czxid of the contender's node × 4096 + the number of the grant within its tenure.
 *
 * <p>czxids rise with every write of the ensemble and never start again while its data lives,
 * unlike sequence numbers, which start again when the lock's node is recreated (hazard L3). Tenures
 * of one lock follow each other in the order of their nodes, so tokens rise from grant to grant. A
 * tenure of more than 4,095 grants continues with the numbers after those, once it is certain that
 * its successor has a later czxid; see {@link TenureTokens}.
 */
public final class FencingToken {

  private static final int GRANT_BITS = 12;
  private static final long ZXID_LIMIT = 1L << (63 - GRANT_BITS);

  private FencingToken() {}

  /** Whether the tokens of that write still fit into a positive long. */
  public static boolean fits(long zxid) {
    return zxid > 0 && zxid < ZXID_LIMIT;
  }

  /** The first token of that write. */
  public static long first(long zxid) {
    return base(zxid) + 1;
  }

  /** The last token before the next write. */
  static long last(long zxid) {
    return base(zxid) + (1 << GRANT_BITS) - 1;
  }

  private static long base(long zxid) {
    if (!fits(zxid)) {
      throw new IllegalArgumentException("no token for zxid " + zxid);
    }
    return zxid << GRANT_BITS;
  }
}
