package io.coord.curator.internal.engine.session;

import io.coord.curator.internal.engine.session.ProofWindow.LongestPause;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What proves that the current session is alive: the window in which it is proven, and the handle
 * that got the replies. Thread-safe; moments are by System.nanoTime.
 */
final class Evidence {

  /** A window, and the handle whose session it is about; no handle, no session. */
  private record Proven(ProofWindow window, @Nullable Handle handle) {}

  private final Object monitor = new Object();
  private final LongestPause longestPause;
  private volatile Proven proven = new Proven(ProofWindow.NONE, null); // written under monitor

  /** Nothing is proven yet. */
  Evidence(LongestPause longestPause) {
    this.longestPause = longestPause;
  }

  /** Whether the session is certain to be alive at that moment, which must be now. */
  boolean proves(long session, long now) {
    Proven last = proven;
    return last.window.covers(session, now) && isUnchanged(last);
  }

  /**
   * Whether there is a connection and the session timeout is no smaller than the one used. The
   * handle knows before it reports anything: while it reconnects, the server may have changed the
   * timeout, which is known only once the connection is complete (hazard C15).
   */
  private static boolean isUnchanged(Proven last) {
    Handle handle = last.handle;
    return handle != null
        && handle.isConnected() // read first, as it is set after the timeout
        && last.window.allows(handle.timeoutNanos());
  }

  /** A request by that handle, sent at that moment or later, was answered by a quorum by now. */
  void answered(Handle handle, long sentAt, long now) {
    if (handle.isAlive()) { // the reply may arrive after the session has ended
      long session = handle.sessionId();
      long granted = handle.timeoutNanos();
      learn(handle, it -> it.after(session, granted, sentAt, now, longestPause));
    }
  }

  /** The handle was connected, perhaps with a different session timeout than before. */
  void connected(Handle handle) {
    if (handle.isConnected()) { // a new handle has no timeout before it is connected
      learn(handle, it -> it.granted(handle.sessionId(), handle.timeoutNanos()));
    }
  }

  /** Nothing is proven: the next request is the first one after a silence. */
  void forget() {
    synchronized (monitor) {
      proven = new Proven(proven.window.afterSilence(), proven.handle);
    }
  }

  /** Time since the last request that a quorum answered was sent; huge if there was none. */
  long silence(long now) {
    return proven.window.silence(now);
  }

  /** The same, for requests of that session only. */
  long silence(long session, long now) {
    return proven.window.silence(session, now);
  }

  /** The session timeout to use if this one was granted last, in nanoseconds. */
  long timeout(long granted) {
    return proven.window.timeout(granted);
  }

  private void learn(Handle handle, UnaryOperator<ProofWindow> change) {
    synchronized (monitor) {
      ProofWindow next = change.apply(proven.window);
      if (next != proven.window) {
        proven = new Proven(next, handle);
      }
    }
  }
}
