package io.coord.curator.simulation.ensemble;

import io.coord.curator.internal.engine.ReplyCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * A server's end of a connection: it answers the requests in the order in which they came. A read
 * waits for the writes before it; writes go to the leader at once.
 */
final class ServerConnection {

  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final SimulatedServer server;
  private final Link link;
  private final long session;
  private final int timeout;
  private final Deque<Request> early = new ArrayDeque<>(); // before it had its session
  private final Deque<PendingRequest> pending = new ArrayDeque<>();
  private boolean established;
  private boolean open = true;
  private long lastHeard;

  ServerConnection(SimulatedServer server, Link link, long session, int timeout) {
    this.server = server;
    this.link = link;
    this.session = session;
    this.timeout = timeout;
    this.lastHeard = server.scheduler().now();
    closeWhenSilent();
  }

  /**
   * Its session may have moved, or ended, without a word on this connection. ZooKeeper looks for
   * silent connections every ten seconds.
   */
  private void closeWhenSilent() {
    long limit = lastHeard + TimeUnit.MILLISECONDS.toNanos(timeout);
    long due = (limit / SILENCE_NANOS + 1) * SILENCE_NANOS;
    if (server.scheduler().now() >= due) {
      close();
    } else {
      server
          .scheduler()
          .at(
              due,
              "silence",
              () -> {
                if (open) {
                  closeWhenSilent();
                }
              });
    }
  }

  SimulatedServer server() {
    return server;
  }

  long session() {
    return session;
  }

  /** Granted, in milliseconds. */
  int timeout() {
    return timeout;
  }

  boolean isOpen() {
    return open;
  }

  /** Whether its session lives is known. */
  void established(boolean alive) {
    if (!open) {
      return;
    }
    link.session(alive ? session : 0, alive ? timeout : 0);
    if (!alive) {
      close();
      return;
    }
    established = true;
    while (!early.isEmpty()) {
      onRequest(early.poll());
    }
  }

  void onRequest(Request request) {
    if (!open) {
      return;
    }
    lastHeard = server.scheduler().now();
    if (!established) {
      early.add(request);
      return;
    }
    if (!server.touch(this)) {
      return; // as for a session that is being closed
    }
    PendingRequest asked = new PendingRequest(this, request);
    pending.add(asked);
    if (request instanceof Request.Write || request instanceof Request.Sync) {
      server.forward(asked);
    }
    answer();
  }

  /** Answers what can be answered now. */
  void answer() {
    while (open && !pending.isEmpty()) {
      PendingRequest next = pending.peek();
      Reply reply = next.reply() == null ? server.read(next) : next.reply();
      if (reply == null) {
        return;
      }
      pending.poll();
      if (isMoved(reply)) {
        close(); // the client is on another server by now
        return;
      }
      link.reply(reply.at(server.lastZxid()));
      if (next.request() instanceof Request.CloseSession) {
        close();
      }
    }
  }

  private static boolean isMoved(Reply reply) {
    return reply.code() == ReplyCode.SESSIONMOVED
        || reply.results().stream().anyMatch(each -> each.code() == ReplyCode.SESSIONMOVED);
  }

  void event(WatchEvent event) {
    if (open) {
      link.event(event);
    }
  }

  /** The server closes it. */
  void close() {
    if (open) {
      link.closeByServer();
      closed();
    }
  }

  /** The client has closed it, or the server just did. */
  void closed() {
    if (open) {
      open = false;
      server.onClosed(this);
    }
  }
}
