package io.coord.curator.testing;

import java.util.concurrent.atomic.AtomicReference;

/** One connection of a client, as far as it takes to find the reply to a request. */
final class Conversation {

  private record Chosen(ReplyFault fault, int xid) {}

  private final Frames requests = new Frames(); // used by the thread that reads from the client
  private final Frames replies = new Frames(); // used by the thread that reads from the server
  private final AtomicReference<Chosen> chosen = new AtomicReference<>();

  /** To be told what the client says, before the server is. */
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
   * How far what the server says may pass: to the end, or up to the chosen reply. Of that, too, a
   * few bytes pass, with which a client can do nothing. After it, reading goes on at the next byte.
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

  /** What is to happen to the reply that does not pass. */
  ReplyFault fault() {
    return chosen.getAndSet(null).fault();
  }
}
