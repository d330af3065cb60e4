package io.coord.registry;

import io.coord.Subscription;
import java.util.function.UnaryOperator;

/**
 * An instance that is kept registered. Whenever its node is lost it is restored, until this
 * registration is closed or a newer one replaces it.
 */
public interface Registration extends AutoCloseable {

  /** {@return the desired value: what was registered, with every update since then} */
  ServiceInstance instance();

  /** {@return the current state} Sends nothing. */
  RegistrationState state();

  /**
   * Updates the registered instance in place: clients see it updated, never leave and rejoin.
   * Concurrent updates are applied one after another.
   *
   * @param change maps the current desired value to the next, with the same service and id; runs on
   *     the calling thread, and runs again if another update came in between
   * @throws IllegalArgumentException if it changes the service or the id
   * @throws io.coord.ReplacedException if a newer registration has taken over, before or while this
   *     waits
   * @throws IllegalStateException if this registration is closed, or this is called on a thread
   *     that delivers the coordination service's replies
   * @throws io.coord.RejectedException if the payload is too large, or the client has no permission
   *     to write; the desired value is then unchanged
   * @throws io.coord.IndeterminateException if the coordination service could not be reached in
   *     time; the new value is now the desired one, and will be written in the background
   * @throws InterruptedException if interrupted; the new value is now the desired one, and will be
   *     written
   */
  void update(UnaryOperator<ServiceInstance> change) throws InterruptedException;

  /**
   * Notifies the listener of the current state first, and then of every change, in order. No change
   * is dropped for a slow listener.
   *
   * @param listener called on the Coordination's listener threads
   * @return the subscription; close it to unsubscribe the listener
   */
  Subscription subscribe(RegistrationListener listener);

  /**
   * Deregisters the instance. Returns once its node is gone. Returns immediately if the
   * coordination service cannot be reached or rejects the removal, or on a thread that delivers its
   * replies: the node is then removed in the background, or disappears with the session. After this
   * call the instance is never restored. A node of another registration is never deleted. Never
   * throws; not interruptible; idempotent.
   */
  @Override
  void close();
}
