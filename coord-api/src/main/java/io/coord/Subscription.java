package io.coord;

/** A listener's subscription. */
public interface Subscription extends AutoCloseable {

  /**
   * Ends the subscription. A call of the listener that is under way on another thread, or just
   * about to begin there, is not waited for, so a listener may close its own subscription; no other
   * follows. Idempotent; never throws.
   */
  @Override
  void close();
}
