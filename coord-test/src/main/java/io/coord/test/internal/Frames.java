package io.coord.test.internal;

/**
 * Finds the frames of ZooKeeper's protocol in one direction of a connection: four bytes of length,
 * then that many bytes, of which the first eight are the number and the kind of a request, or the
 * number of the request that is answered and half of a zxid. The first frame, which opens the
 * session, has other contents and is skipped. For one thread.
 */
final class Frames {

  /** Receives the first bytes of a frame. */
  @FunctionalInterface
  interface Header {
    /**
     * Whether to continue.
     *
     * @param xid the number of the request
     * @param kind of the request, as {@code ZooDefs.OpCode} numbers them; meaningless in a reply
     */
    boolean pass(int xid, int kind);
  }

  private static final int LENGTH = Integer.BYTES;
  private static final int HEAD = LENGTH + 2 * Integer.BYTES;

  private final byte[] head = new byte[HEAD];
  private int frame; // the number of frames before this one
  private int seen; // bytes of this frame so far, including its length

  /**
   * Continues from there to the end. Returns the end if all may pass; otherwise the position of the
   * last byte of a head that may not, which is the first byte to keep. Reading then continues after
   * it.
   */
  int feed(byte[] bytes, int from, int end, Header header) {
    int at = from;
    while (at < end) {
      if (seen < HEAD) {
        head[seen++] = bytes[at++];
        if (seen == HEAD && frame > 0 && !header.pass(number(LENGTH), number(2 * LENGTH))) {
          return at - 1;
        }
      } else {
        int rest = Math.min(LENGTH + number(0) - seen, end - at);
        seen += rest;
        at += rest;
      }
      if (seen >= LENGTH && seen == LENGTH + number(0)) {
        frame++;
        seen = 0;
      }
    }
    return end;
  }

  private int number(int at) {
    return (head[at] & 0xff) << 24
        | (head[at + 1] & 0xff) << 16
        | (head[at + 2] & 0xff) << 8
        | (head[at + 3] & 0xff);
  }
}
