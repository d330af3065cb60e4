package io.coord;

/** A listener's subscription. Closing it unsubscribes the listener. */
public interface Subscription extends AutoCloseable {

  /**
   * Ends the subscription. Does not wait for a call of the listener that is running on another
   * thread or about to start there, so a listener may close its own subscription; no further call
   * follows. Idempotent; never throws.
   */
  @Override
  void close();
}
