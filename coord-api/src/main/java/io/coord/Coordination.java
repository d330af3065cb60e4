package io.coord;

import io.coord.election.LeaderElection;
import io.coord.lock.DistributedLock;
import io.coord.lock.LockOptions;
import io.coord.registry.ServiceRegistry;

/**
 * One process's connection to the coordination service, and its entry point to locks, elections and
 * the registry. An application opens one per process, shares it among its threads, and closes it
 * when the process ends.
 *
 * <p>The <i>coordination service</i> is the system behind the implementation, such as a ZooKeeper
 * ensemble. A plain <i>service</i> is what instances register for.
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
 * <p><b>Names.</b> The name of a lock, an election or a service and the id of an instance can be
 * any non-blank string of 1 to 200 bytes in UTF-8. No character has a special meaning: {@code
 * lock("orders/42")} is not nested in {@code lock("orders")}.
 *
 * <p><b>Threads.</b> Every method may be called from any thread. Listeners are called on the
 * Coordination's <i>listener threads</i>, one call at a time per listener, in order. These threads
 * run the application's listeners and completions, and some background tasks of the Coordination.
 * There are as many as needed, so a slow or throwing listener delays and breaks neither another
 * listener nor the Coordination. What a listener throws is logged.
 *
 * <p><b>After {@link #close}</b> every method of this object, and of every object obtained from it,
 * throws {@link IllegalStateException}, except for state queries, {@code close()} itself, and
 * subscriptions to a registration, a lease or a candidacy, which still report the final state.
 */
public interface Coordination extends AutoCloseable {

  /**
   * Returns a handle of the lock with this name, without options of its own: it joins whoever uses
   * the lock in this Coordination, and otherwise uses this Coordination's defaults. All handles of
   * one name are the same lock: they exclude each other, share one queue, and a thread that
   * acquired the lock through one of them reenters through any. Sends nothing.
   *
   * @param name the lock's name; programs that use the same name share the lock
   * @return a new handle of the lock, not acquired
   * @throws IllegalArgumentException if the name is invalid
   * @throws IllegalStateException if this Coordination is closed
   */
  DistributedLock lock(String name);

  /**
   * Returns a handle of the lock with this name, with these options. They take effect when the lock
   * is acquired by this handle; {@link LockOptions} says what happens if others use the lock with
   * other options. Sends nothing.
   *
   * @param name the lock's name; programs that use the same name share the lock
   * @param options how this process uses the lock; other processes may use other options
   * @return a new handle of the lock, not acquired
   * @throws IllegalArgumentException if the name is invalid
   * @throws IllegalStateException if this Coordination is closed
   */
  DistributedLock lock(String name, LockOptions options);

  /**
   * Returns a handle of the election with this name. All handles of one name are the same election.
   * Sends nothing. Locks and elections have names of their own: the lock and the election "orders"
   * have nothing to do with each other.
   *
   * @param name the election's name; programs that use the same name share the election
   * @return a handle of the election
   * @throws IllegalArgumentException if the name is invalid
   * @throws IllegalStateException if this Coordination is closed
   */
  LeaderElection election(String name);

  /** {@return the service registry; every call returns the same object} */
  ServiceRegistry registry();

  /** {@return the state of the connection, as this process knows it} Sends nothing. */
  ConnectionState connectionState();

  /**
   * Notifies the listener of the current state first, and then of every change, in order and
   * without gaps.
   *
   * @param listener called on this Coordination's listener threads, see above
   * @return the subscription; close it to unsubscribe the listener
   * @throws IllegalStateException if this Coordination is closed
   */
  Subscription subscribe(ConnectionListener listener);

  /**
   * Closes everything: closes the candidacies first, all at once, then gives up the locks,
   * withdraws the waiters, deregisters the instances, closes the views and, if this Coordination
   * owns the client, ends its session. Leases that are still open end as {@link
   * io.coord.lock.LeaseState#LOST} with the cause {@link io.coord.lock.LossCause#CLOSED}; close a
   * lease to end it as RELEASED. Waiting threads get an {@link IllegalStateException}.
   *
   * <p>While the task of a candidacy ignores its interrupt, this returns as {@link
   * io.coord.election.Candidacy#close} does, and the session stays until the task has returned.
   *
   * <p>Idempotent; any thread may call this, even a listener's. Never throws; not interruptible.
   * Does not wait for a coordination service that cannot be reached: what is left there disappears
   * with the session.
   */
  @Override
  void close();
}
