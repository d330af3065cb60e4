package io.coord.test.internal;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/** One connection of a client, parsed as far as it takes to find the reply to a request. */
final class Conversation {

  private record Chosen(ReplyFault fault, int xid) {}

  private final Frames requests = new Frames(); // used by the thread that reads from the client
  private final Frames replies = new Frames(); // used by the thread that reads from the server
  private final Handshake handshake = new Handshake(); // likewise
  private final AtomicReference<Chosen> chosen = new AtomicReference<>();

  /** Receives what the server sends, before the client does; reports the session that it opens. */
  void opens(byte[] bytes, int count, BiConsumer<Long, byte[]> session) {
    handshake.feed(bytes, count, session);
  }

  /** Receives what the client sends, before the server does. */
  void asks(byte[] bytes, int count, ReplyFault fault) {
    requests.feed(
        bytes,
        0,
        count,
        (xid, kind) -> {
          if (fault != null && chosen.get() == null && fault.concerns(kind)) {
            chosen.set(new Chosen(fault, xid));
          }
          return true;
        });
  }

  /**
   * How much of what the server sends may pass: all of it, or everything before the chosen reply. A
   * few bytes of that reply pass too, which are no use to a client. Reading then continues at the
   * next byte.
   */
  int answers(byte[] bytes, int from, int end) {
    return replies.feed(
        bytes,
        from,
        end,
        (xid, kind) -> {
          Chosen now = chosen.get();
          return now == null || now.xid() != xid;
        });
  }

  /** What happens to the reply that does not pass. */
  ReplyFault fault() {
    return chosen.getAndSet(null).fault();
  }
}
