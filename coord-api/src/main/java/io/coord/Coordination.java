package io.coord;

import io.coord.lock.DistributedLock;
import io.coord.lock.LockOptions;
import io.coord.registry.ServiceRegistry;

/**
 * One process's connection to the coordination service: the place from which it gets locks and the
 * registry. An application opens one per process, shares it among its threads and closes it when
 * the process ends.
 *
 * <pre>{@code
 * try (Coordination coordination = CuratorCoordination.connect("zk1:2181,zk2:2181,zk3:2181")) {
 *   coordination.registry().register(ServiceInstance.builder("servers").address("host").build());
 *   try (Lease lease = coordination.lock("orders").acquire()) {
 *     store.write(order, lease.fencingToken());
 *   }
 * }
 * }</pre>
 *
 * <p><b>Names.</b> A lock's name, a service's name and an instance's id are any non-blank string of
 * 1 to 200 bytes in UTF-8. No character has a special meaning: {@code lock("orders/42")} is not
 * nested in {@code lock("orders")}.
 *
 * <p><b>Threads.</b> Every method may be called from any thread. Listeners are called on threads of
 * the Coordination that serve no other purpose: one call at a time per listener, in order; a slow
 * or throwing listener delays and breaks nobody but itself. What a listener throws is logged.
 *
 * <p><b>After {@link #close}</b> every method of this object and of what it handed out throws
 * {@link IllegalStateException}, except queries of a state, {@code close()} itself, and
 * subscriptions to a registration or a lease, which still tell the final state.
 */
public interface Coordination extends AutoCloseable {

  /**
   * The lock of that name with the options it is open with, or else this Coordination's defaults.
   * The same name gives the same lock: within one Coordination there is one reentrancy domain per
   * name. Sends nothing.
   *
   * @param name which lock; programs that give the same name share it
   * @return the lock, not acquired
   * @throws IllegalArgumentException if the name is invalid
   * @throws IllegalStateException if this Coordination is closed
   */
  DistributedLock lock(String name);

  /**
   * The lock of that name with these options. Sends nothing.
   *
   * @param name which lock; programs that give the same name share it
   * @param options how this process uses it; other processes may use it with others
   * @return the lock, not acquired
   * @throws IllegalArgumentException if the name is invalid
   * @throws IllegalStateException if the lock is open here with other options, or this Coordination
   *     is closed
   */
  DistributedLock lock(String name, LockOptions options);

  /** {@return the registry of services, the same object at every call} */
  ServiceRegistry registry();

  /** {@return the state of the connection as this process knows it} Sends nothing. */
  ConnectionState connectionState();

  /**
   * Tells the listener the current state first, and then every change, in order and without a gap.
   *
   * @param listener called on threads of this Coordination, see the rules above
   * @return to be closed when the listener is to hear no more
   * @throws IllegalStateException if this Coordination is closed
   */
  Subscription subscribe(ConnectionListener listener);

  /**
   * Ends it all: releases the leases, withdraws the waiters, deregisters the registrations, closes
   * the views and, where this Coordination owns it, the client's session. Threads that wait get an
   * {@link IllegalStateException}.
   *
   * <p>Idempotent; may be called by any thread, from inside a listener too. Does not throw and is
   * not interruptible. While the service cannot be reached it does not wait for it: what is left
   * there ends with the session.
   */
  @Override
  void close();
}
