package io.coord.test.internal;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;

/**
 * The first frame that a server sends on a connection: four bytes of length, the version of the
 * protocol, the timeout that it grants (0 if the session has ended), and the id and password of the
 * session. For one thread.
 */
final class Handshake {

  private static final int PASSWORD = 16;
  private static final int TIMEOUT_AT = 2 * Integer.BYTES;
  private static final int ID_AT = TIMEOUT_AT + Integer.BYTES;
  private static final int PASSWORD_AT = ID_AT + Long.BYTES + Integer.BYTES;

  private final ByteBuffer head = ByteBuffer.allocate(PASSWORD_AT + PASSWORD);

  /** Reads what the server sends next, and reports the session once it is known. */
  void feed(byte[] bytes, int count, BiConsumer<Long, byte[]> session) {
    if (!head.hasRemaining()) {
      return;
    }
    head.put(bytes, 0, Math.min(count, head.remaining()));
    if (!head.hasRemaining() && head.getInt(TIMEOUT_AT) > 0) {
      byte[] password = new byte[PASSWORD];
      head.get(PASSWORD_AT, password);
      session.accept(head.getLong(ID_AT), password);
    }
  }
}
