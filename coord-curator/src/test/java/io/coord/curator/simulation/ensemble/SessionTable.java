package io.coord.curator.simulation.ensemble;

import io.coord.curator.internal.engine.ReplyCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sessions as the leader tracks them: until when each lives, by the leader's clock, and which
 * server it was last on. Times are rounded up to ticks, so a session lives up to a tick longer than
 * its timeout.
 */
final class SessionTable {

  private static final class Session {
    private Object owner;
    private boolean closing;
    private long expiry;
  }

  private final int tick;
  private final Map<Long, Session> sessions = new TreeMap<>();
  private long now;

  /** With a tick of that many milliseconds. */
  SessionTable(int tick) {
    this.tick = tick;
  }

  /** Moves the clock, in milliseconds. */
  void setTime(long millis) {
    now = millis;
  }

  void track(long id, int timeout) {
    expireIn(sessions.computeIfAbsent(id, same -> new Session()), timeout);
  }

  /** It was heard of. False if there is no such session, or not for long. */
  boolean touch(long id, int timeout) {
    Session session = sessions.get(id);
    if (session == null || session.closing) {
      return false;
    }
    expireIn(session, timeout);
    return true;
  }

  private void expireIn(Session session, int timeout) {
    session.expiry = ((now + timeout) / tick + 1) * tick;
  }

  /** Those whose time is over; each is named once. */
  List<Long> expired() {
    List<Long> over = new ArrayList<>();
    sessions.forEach(
        (id, session) -> {
          if (!session.closing && session.expiry <= now) {
            session.closing = true;
            over.add(id);
          }
        });
    return over;
  }

  void setClosing(long id) {
    Session session = sessions.get(id);
    if (session != null) {
      session.closing = true;
    }
  }

  void remove(long id) {
    sessions.remove(id);
  }

  void setOwner(long id, Object owner) throws Refusal {
    Session session = sessions.get(id);
    if (session == null || session.closing) {
      throw new Refusal(ReplyCode.SESSIONEXPIRED);
    }
    session.owner = owner;
  }

  /** Whether a request of the session may come from that server. */
  void check(long id, Object owner) throws Refusal {
    Session session = sessions.get(id);
    if (session == null) {
      throw new Refusal(ReplyCode.UNKNOWNSESSION);
    }
    if (session.closing) {
      throw new Refusal(ReplyCode.SESSIONEXPIRED);
    }
    if (session.owner == null) {
      session.owner = owner;
    } else if (session.owner != owner) {
      throw new Refusal(ReplyCode.SESSIONMOVED);
    }
  }

  /** The same for what creates an ephemeral node. */
  void checkGlobal(long id, Object owner) throws Refusal {
    if (!sessions.containsKey(id)) {
      throw new Refusal(ReplyCode.SESSIONEXPIRED);
    }
    check(id, owner);
  }
}
