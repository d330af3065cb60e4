package io.coord.curator.internal.engine.session;

/**
 * Decides when a session must be presumed expired although no server has said so: T after the last
 * contact, which is when the last request that a quorum answered was sent. From then on, others may
 * hold what it held.
 *
 * <p>Without a connection, that applies at once. With one, a reply may be in flight, especially
 * after this process was paused: then a request must also have gone unanswered for T/6 while the
 * process was running.
 *
 * <p>Called in every round of the proof. Not thread-safe; moments are by System.nanoTime.
 */
final class SessionDeadline {

  /** What to do after a round. */
  record Finding(boolean isOver, long nextRound) {}

  private long epoch; // in the last round
  private long contact; // as known in the last round
  private long planned; // when this round was due
  private long askingSince; // only if isAsking
  private boolean isAsking; // a quorum has not answered since then

  /** Rounds start again after a time without any; the first comes after that delay. */
  void start(long now, long delay) {
    planned = now + delay;
    contact = now;
    isAsking = false;
  }

  /**
   * Takes a round, which will ask a quorum if there is a connection.
   *
   * @param connected the connection epoch; 0 while not connected
   * @param silence since the last contact; {@link Long#MAX_VALUE} if there was none, which counts
   *     from the start of the rounds
   * @return whether the time is up, and the delay until the next round
   */
  Finding round(long now, long connected, long silence, long timeout) {
    long last = silence == Long.MAX_VALUE ? contact : now - silence;
    boolean paused = now - planned > timeout / 6;
    if (paused || connected != epoch || last != contact) {
      isAsking = false;
    }
    epoch = connected;
    contact = last;
    long left = timeout - (now - last);
    boolean isOver =
        left <= 0 && (connected == 0 || (isAsking && now - askingSince >= timeout / 6));
    if (connected != 0 && !isAsking) {
      isAsking = true;
      askingSince = now;
    }
    long delay = left <= 0 ? timeout / 6 : Math.min(left, timeout / 6);
    planned = now + delay;
    return new Finding(isOver, delay);
  }
}
