package io.coord.test.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Decides whether data passes through a proxy. */
final class Gate {

  private enum State {
    OPEN,
    FROZEN,
    CUT,
    CLOSED
  }

  private State state = State.OPEN; // guarded by this
  private Duration delay = Duration.ZERO; // guarded by this

  synchronized void delay(Duration longer) {
    delay = longer;
  }

  void freeze() {
    enter(State.FROZEN);
  }

  void cut() {
    enter(State.CUT);
  }

  synchronized void open() {
    delay = Duration.ZERO;
    enter(State.OPEN);
  }

  void close() {
    enter(State.CLOSED);
  }

  synchronized boolean isClosed() {
    return state == State.CLOSED;
  }

  /** Waits out delay and freeze; false if the connection must be closed. */
  synchronized boolean pass() {
    try {
      TimeUnit.NANOSECONDS.timedWait(this, delay.toNanos());
    } catch (InterruptedException e) {
      return false;
    }
    return awaitThaw();
  }

  /** Waits out the freeze; false if the connection must be closed. */
  synchronized boolean awaitThaw() {
    try {
      while (state == State.FROZEN) {
        wait();
      }
    } catch (InterruptedException e) {
      return false;
    }
    return state == State.OPEN;
  }

  private synchronized void enter(State next) {
    state = next;
    notifyAll();
  }
}
