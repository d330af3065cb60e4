package io.coord.registry;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The registry in which instances of services register themselves and clients find them.
 *
 * <pre>{@code
 * Registration me = registry.register(ServiceInstance.builder("servers").id("hadoop102").build());
 *
 * Membership servers = registry.watch("servers", change ->
 *     System.out.println("+" + change.joined() + " -" + change.left()));
 * }</pre>
 *
 * <p><b>Guarantees.</b> A registered instance is visible to every client until its registration is
 * closed, its session ends, or a newer registration with the same id replaces it. A view misses no
 * member that stays and shows no member twice, across reconnections and expired sessions, and says
 * when it may be out of date.
 *
 * <p><b>Not guaranteed.</b> That a member in a view can be reached: a crashed one stays until its
 * session expires, and a view lags behind the coordination service by the time a notification
 * takes. A member that comes and goes between two notifications may never be seen.
 *
 * <p>All methods throw {@link IllegalStateException} once the Coordination is closed, except that
 * {@link #registerAsync} reports it through its future. The blocking methods throw it, too, on a
 * thread that delivers the coordination service's replies, such as one that calls the client's
 * watchers and callbacks.
 */
public interface ServiceRegistry {

  /**
   * Registers an instance and keeps it registered until the registration is closed: it is restored
   * after an expired session, a restart of the coordination service or a deletion by an
   * administrator. A node that a previous run of this process left behind is taken over immediately
   * and without a gap. Of two live registrations with the same id, the one that was committed last
   * wins, and the older one becomes {@link RegistrationState#REPLACED} once it has seen that.
   *
   * <p>Returns once the coordination service has committed the registration. If this throws,
   * nothing stays registered.
   *
   * @param instance the instance that clients should see
   * @return the registration, which keeps the instance registered until it is closed
   * @throws io.coord.ReplacedException if a newer registration takes over while this waits
   * @throws io.coord.UnavailableException if the coordination service could not be reached in time
   * @throws io.coord.IndeterminateException if the reply was lost; anything written is withdrawn in
   *     the background
   * @throws io.coord.RejectedException if the registration can never succeed: no permission, a
   *     payload that is too large (checked before anything is sent), or an existing node that has
   *     children
   * @throws InterruptedException if interrupted before the call, in which case nothing is sent, or
   *     while this waits; the registration is then withdrawn in the background
   */
  Registration register(ServiceInstance instance) throws InterruptedException;

  /**
   * Registers an instance as {@link #register} does, but without blocking and without a time limit:
   * keeps trying across outages and expired sessions until the instance is registered, or somebody
   * else completes the future. Any thread may call this; the caller need not keep the future.
   *
   * <pre>{@code
   * registry.registerAsync(me).thenAccept(registration -> log.info("registered"));
   * }</pre>
   *
   * <p>Cancelling the future withdraws the registration, and so does completing it in another way,
   * such as {@link CompletableFuture#orTimeout}: nothing stays registered, even if the commit
   * arrives later. Clients may see what was written until it has been removed in the background.
   *
   * @param instance the instance that clients should see
   * @return completed on one of the Coordination's listener threads: with the registration once the
   *     coordination service has committed it, or exceptionally with what {@link #register} throws:
   *     {@link io.coord.RejectedException} if it can never succeed, {@link
   *     io.coord.ReplacedException} if a newer registration takes over, {@link
   *     IllegalArgumentException} if the instance cannot be written, {@link IllegalStateException}
   *     if the Coordination is closed, before or while this waits. An outage does not complete it
   */
  CompletableFuture<Registration> registerAsync(ServiceInstance instance);

  /**
   * Opens a live view of a service's members. Never blocks and sends nothing itself: the view is
   * empty and stale until it has been loaded in the background, however long that takes. The
   * service need not exist yet.
   *
   * @param service the name of the service
   * @return the view; close it when it is no longer needed
   * @throws IllegalArgumentException if the name is invalid
   */
  Membership watch(String service);

  /**
   * Opens a live view like {@link #watch(String)}, with an initial listener.
   *
   * @param service the name of the service
   * @param listener subscribed for as long as the view is open; see {@link Membership#subscribe}
   * @return the view; close it when it is no longer needed
   * @throws IllegalArgumentException if the name is invalid
   */
  Membership watch(String service, MembershipListener listener);

  /**
   * Makes a fresh read of the members, which sees everything that was committed before the call.
   *
   * @param service the name of the service
   * @return the members, sorted by id; empty if the service does not exist
   * @throws IllegalArgumentException if the name is invalid
   * @throws io.coord.UnavailableException if the coordination service could not be reached in time
   * @throws io.coord.RejectedException if the client has no permission to read
   * @throws InterruptedException if interrupted
   */
  List<ServiceInstance> instances(String service) throws InterruptedException;

  /**
   * Makes a fresh read of one member, which sees everything that was committed before the call. The
   * cost does not depend on the size of the service.
   *
   * @param service the name of the service
   * @param id the id of the instance
   * @return the member as {@link #instances} would show it; empty if there is none with this id, if
   *     the service does not exist, or if the client has no permission to read this member
   * @throws IllegalArgumentException if a name is invalid
   * @throws io.coord.UnavailableException if the coordination service could not be reached in time
   * @throws io.coord.RejectedException if the coordination service rejects the read
   * @throws InterruptedException if interrupted
   */
  Optional<ServiceInstance> find(String service, String id) throws InterruptedException;

  /**
   * Makes a fresh read of the services that exist. A service may still be listed for a while after
   * its last member has left.
   *
   * @return the names of the services, sorted
   * @throws io.coord.UnavailableException if the coordination service could not be reached in time
   * @throws io.coord.RejectedException if the client has no permission to read
   * @throws InterruptedException if interrupted
   */
  Set<String> services() throws InterruptedException;
}
