package io.coord;

/** A listener's subscription. */
public interface Subscription extends AutoCloseable {

  /**
   * Ends the subscription. No call of the listener begins after this returns; one that is under way
   * is not waited for, so a listener may close its own subscription. Idempotent; never throws.
   */
  @Override
  void close();
}
