package io.coord.registry;

import io.coord.Subscription;
import java.util.function.UnaryOperator;

/**
 * An instance that is kept registered: a desired state, which is put back whenever it is lost,
 * until it is closed or a newer registration takes its place.
 */
public interface Registration extends AutoCloseable {

  /** {@return the desired value: what was registered, with every update since} */
  ServiceInstance instance();

  /** {@return the state as of now} Sends nothing. */
  RegistrationState state();

  /**
   * Changes what is registered, in place: members see it as updated, never as gone and back.
   * Concurrent updates are applied one after another.
   *
   * @param change from the present desired value to the next, with the same service and id; runs on
   *     the calling thread, and again if another update came between
   * @throws IllegalArgumentException if it changes the service or the id
   * @throws IllegalStateException if this registration is replaced or closed, or on a thread that
   *     would have to bring the service's answer
   * @throws io.coord.RejectedException if the payload is too large, or writing is not permitted;
   *     the desired value is then as before
   * @throws io.coord.IndeterminateException if the service could not be reached in time: the new
   *     value is desired and will be written in the background
   * @throws InterruptedException if interrupted; the new value is desired and will be written
   */
  void update(UnaryOperator<ServiceInstance> change) throws InterruptedException;

  /**
   * Tells the listener the current state first, and then every change, in order; changes that
   * follow each other faster than the listener works are all told.
   *
   * @param listener called on threads of the Coordination that serve listeners
   * @return to be closed when the listener is to hear no more
   */
  Subscription subscribe(RegistrationListener listener);

  /**
   * Deregisters. Returns when the node is gone, or at once when the service cannot be reached or
   * refuses, or on a thread that would have to bring its answer: the removal then goes on in the
   * background, or happens with the end of the session. Once this was called the instance is never
   * put back, and a node that belongs to another owner is never deleted. Never throws, is not
   * interruptible, idempotent.
   */
  @Override
  void close();
}
