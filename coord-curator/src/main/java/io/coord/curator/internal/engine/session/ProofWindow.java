package io.coord.curator.internal.engine.session;

import java.util.Arrays;

/**
 * Until when one session is certain to be alive, from the moments at which it sent requests that a
 * quorum then answered. Immutable; moments are by {@link System#nanoTime}.
 *
 * <p>Let T be the session timeout. The leader ends a session T after it last heard from it. It
 * hears from a client behind a follower when the follower answers its pings, every tickTime/2, and
 * T is at least 2 × tickTime. So when a quorum answers a request sent at s, the leader knows
 * everything that the client sent before s − T/4. If k is the last time before that at which the
 * client sent anything, the session cannot expire before k + T.
 *
 * <ul>
 *   <li>With a request every T/6, k is at most 5/12 T before s, which leaves 7/12 T after s. Half
 *       of T is used; the rest is margin.
 *   <li>For the first request after a silence, all that is known is that the ZooKeeper client pings
 *       every T/3. So k is at most 7/12 T before s, which leaves 5/12 T; T/3 is used.
 * </ul>
 *
 * <p>T may change with every connection of the session, as each server grants what its own settings
 * allow (hazard C15). What was computed with a greater T is then void. A greater T than before is
 * never used: a new leader uses the T with which the session was created (hazard C16). So T is the
 * smallest that the session is known to have been granted.
 */
final class ProofWindow {

  /** Nothing is proven. */
  static final ProofWindow NONE = new ProofWindow(0, Long.MAX_VALUE, 0, new long[0]);

  private static final int REMEMBERED = 16;

  private final long session;
  private final long timeout;
  private final long until;
  private final long[] sent; // ascending, at least T/24 apart; empty if nothing is proven

  private ProofWindow(long session, long timeout, long until, long[] sent) {
    this.session = session;
    this.timeout = timeout;
    this.until = until;
    this.sent = sent;
  }

  /** Whether that session is certain to be alive at that moment. */
  boolean covers(long someSession, long now) {
    return someSession == session && sent.length > 0 && now - until < 0;
  }

  /** Whether it still holds if the session is now granted that timeout. */
  boolean allows(long granted) {
    return granted >= timeout;
  }

  /** The timeout to use if this one was granted last. */
  long timeout(long granted) {
    return Math.min(timeout, granted);
  }

  /** How long ago the newest request was sent; very long if there is none. */
  long silence(long now) {
    return sent.length > 0 ? now - newest() : Long.MAX_VALUE;
  }

  /** The same, for requests of that session only. */
  long silence(long someSession, long now) {
    return someSession == session ? silence(now) : Long.MAX_VALUE;
  }

  /** Nothing is proven any longer; the timeouts that the session was granted are remembered. */
  ProofWindow afterSilence() {
    return new ProofWindow(session, timeout, 0, new long[0]);
  }

  /** The window after a connection granted the session that timeout. */
  ProofWindow granted(long someSession, long granted) {
    if (someSession == session && granted >= timeout) {
      return this;
    }
    return new ProofWindow(someSession, granted, 0, new long[0]);
  }

  /** The window after a quorum answered one more request. */
  ProofWindow after(long someSession, long granted, long sentAt) {
    if (someSession != session && sent.length > 0 && sentAt - newest() < 0) {
      return this; // a late reply to a session that has ended
    }
    return granted(someSession, granted).after(sentAt);
  }

  private ProofWindow after(long sentAt) {
    if (sent.length == 0) {
      return new ProofWindow(session, timeout, sentAt + timeout / 3, new long[] {sentAt});
    }
    long reach = reach(sentAt);
    long later = reach - until > 0 ? reach : until;
    return new ProofWindow(session, timeout, later, remember(sentAt));
  }

  private long reach(long sentAt) {
    for (int i = sent.length - 1; i >= 0; i--) {
      if (sentAt - sent[i] >= timeout / 4) {
        long silence = sentAt - sent[i];
        long left = Math.min(timeout / 2, timeout - timeout / 12 - silence);
        return sentAt + Math.max(left, 0);
      }
    }
    return sentAt + timeout / 3;
  }

  private long[] remember(long sentAt) {
    if (sentAt - newest() < timeout / 24) {
      return sent;
    }
    int from = sent.length < REMEMBERED ? 0 : 1;
    long[] longer = Arrays.copyOfRange(sent, from, sent.length + 1);
    longer[longer.length - 1] = sentAt;
    return longer;
  }

  private long newest() {
    return sent[sent.length - 1];
  }
}
