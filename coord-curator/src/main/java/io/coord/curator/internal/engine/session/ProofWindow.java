package io.coord.curator.internal.engine.session;

import java.util.Arrays;

/**
 * Until when one session is certain to be alive, from the requests that a quorum answered.
 * Immutable; moments are by {@link System#nanoTime}.
 *
 * <p>Let T be the session timeout. The leader ends a session T after the client last sent something
 * that the leader has heard of. It hears from a client behind a follower when the follower answers
 * its pings, every tickTime/2, and T is at least 2 × tickTime. A write through a follower reaches
 * the leader, too, but tells it nothing about the session (hazard C26). So when a quorum answers a
 * request that was sent at s, the leader has heard of everything that had reached a server by s −
 * T/4.
 *
 * <ul>
 *   <li>A request that was sent at k and whose reply was here by s − T/4 is known to the leader.
 *       The session cannot expire before k + T. With a request every T/6, k is at most 5/12 T
 *       before s, which leaves 7/12 T after s. Half of T is used; the rest is margin.
 *   <li>Without such a request, for example after a silence, all that is known is that ZooKeeper's
 *       client gives a connection up that brings nothing for 2/3 T. So the leader has heard of
 *       something that was sent at most 2/3 T before s, if the client's threads ran all that time.
 *       That leaves T/3, less the time for which this process may have been paused. But an event or
 *       a late reply keeps the connection, too, while requests are stuck on their way (hazard C27).
 *       So if this request or one of those before it was answered only after T/12, nothing is left.
 * </ul>
 *
 * <p>T may change with every connection of the session, as each server grants what its own settings
 * allow (hazard C15). What was computed with a greater T is then void. A greater T than before is
 * never used: a new leader uses the T with which the session was created (hazard C16). So T is the
 * smallest that the session is known to have been granted.
 */
final class ProofWindow {

  /** How long this process may have been paused at a stretch, from one moment to another. */
  @FunctionalInterface
  interface LongestPause {
    long between(long from, long to);
  }

  /**
   * A request that a quorum answered: when it was sent, and a moment at which the reply was here.
   */
  private record Answered(long sentAt, long answeredAt) {}

  /** Nothing is proven. */
  static final ProofWindow NONE = new ProofWindow(0, Long.MAX_VALUE, 0, new Answered[0]);

  private static final int REMEMBERED = 16;

  private final long session;
  private final long timeout;
  private final long until;
  private final Answered[]
      requests; // ascending, sent at least T/24 apart; empty: nothing is proven

  private ProofWindow(long session, long timeout, long until, Answered[] requests) {
    this.session = session;
    this.timeout = timeout;
    this.until = until;
    this.requests = requests;
  }

  /** Whether that session is certain to be alive at that moment. */
  boolean covers(long someSession, long now) {
    return someSession == session && requests.length > 0 && now - until < 0;
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
    return requests.length > 0 ? now - newest() : Long.MAX_VALUE;
  }

  /** The same, for requests of that session only. */
  long silence(long someSession, long now) {
    return someSession == session ? silence(now) : Long.MAX_VALUE;
  }

  /** Nothing is proven any longer; the timeouts that the session was granted are remembered. */
  ProofWindow afterSilence() {
    return new ProofWindow(session, timeout, 0, new Answered[0]);
  }

  /** The window after a connection granted the session that timeout. */
  ProofWindow granted(long someSession, long granted) {
    if (someSession == session && granted >= timeout) {
      return this;
    }
    return new ProofWindow(someSession, granted, 0, new Answered[0]);
  }

  /**
   * The window after a quorum answered one more request.
   *
   * @param answeredAt now, or earlier if the reply was here then
   */
  ProofWindow after(
      long someSession, long granted, long sentAt, long answeredAt, LongestPause longestPause) {
    if (someSession != session && requests.length > 0 && sentAt - newest() < 0) {
      return this; // a late reply to a session that has ended
    }
    return granted(someSession, granted).after(new Answered(sentAt, answeredAt), longestPause);
  }

  private ProofWindow after(Answered request, LongestPause longestPause) {
    long reach = request.sentAt + left(request, longestPause);
    boolean farther = requests.length == 0 || reach - until > 0;
    return new ProofWindow(session, timeout, farther ? reach : until, remember(request));
  }

  /** How long the session lives after that moment at least, if a quorum answered what was sent. */
  private long left(Answered request, LongestPause longestPause) {
    long sentAt = request.sentAt;
    for (int i = requests.length - 1; i >= 0; i--) {
      if (sentAt - requests[i].answeredAt >= timeout / 4) {
        long silence = sentAt - requests[i].sentAt;
        return Math.max(0, Math.min(timeout / 2, timeout - timeout / 12 - silence));
      }
    }
    if (isSlow(request) || hasSlow()) {
      return 0; // until the leader has surely heard of what was answered
    }
    long paused = longestPause.between(sentAt - timeout / 3 * 2, sentAt);
    return Math.max(0, timeout / 3 - paused);
  }

  /** Whether those that were sent before it may have been stuck as well. */
  private boolean isSlow(Answered request) {
    return request.answeredAt - request.sentAt > timeout / 12;
  }

  private boolean hasSlow() {
    for (Answered request : requests) {
      if (isSlow(request)) {
        return true;
      }
    }
    return false;
  }

  private Answered[] remember(Answered request) {
    if (requests.length > 0 && request.sentAt - newest() < timeout / 24) {
      return requests;
    }
    int from = requests.length < REMEMBERED ? 0 : 1;
    Answered[] longer = Arrays.copyOfRange(requests, from, requests.length + 1);
    longer[longer.length - 1] = request;
    return longer;
  }

  private long newest() {
    return requests[requests.length - 1].sentAt;
  }
}
