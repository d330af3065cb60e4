package io.coord.registry;

import java.util.List;
import java.util.Set;

/**
 * Where servers make themselves known and clients find them.
 *
 * <pre>{@code
 * Registration me = registry.register(ServiceInstance.builder("servers").id("hadoop102").build());
 *
 * Membership servers = registry.watch("servers", change ->
 *     System.out.println("+" + change.joined() + " -" + change.left()));
 * }</pre>
 *
 * <p><b>Guarantees.</b> A registered instance is visible to every client until it is closed, its
 * session ends, or a newer registration with the same id replaces it. A view misses no member that
 * stays and shows no member twice, across reconnections and expired sessions, and says when it may
 * be out of date.
 *
 * <p><b>Not guaranteed.</b> That a member which is shown can be reached: a crashed server stays
 * until its session expires, and a view lags behind the service by the time a notification takes. A
 * member that comes and goes between two notifications may not be seen at all.
 *
 * <p>All methods throw {@link IllegalStateException} after the Coordination was closed.
 */
public interface ServiceRegistry {

  /**
   * Makes an instance known and keeps it known until the registration is closed: after an expired
   * session, a restart of the service or a deletion by an administrator it is put back. It takes
   * over a node that an earlier life of this process left behind, at once and without a gap. If two
   * live processes register one id, the newer one wins and the older one is {@link
   * RegistrationState#REPLACED}.
   *
   * <p>Returns once the service has committed it. If this throws, nothing stays registered.
   *
   * @param instance what clients are to see
   * @return keeps it registered until it is closed
   * @throws IllegalStateException if another registration takes the place while this waits, the
   *     Coordination is closed, or this is called on a thread that would have to bring the answer
   * @throws io.coord.UnavailableException if the service could not be reached in time
   * @throws io.coord.IndeterminateException if the answer was lost; what was written is withdrawn
   *     in the background
   * @throws io.coord.RejectedException if the service refuses: no permission, a payload that is too
   *     large (checked before anything is sent), a node in the way that has children
   * @throws InterruptedException if interrupted before, when nothing is sent, or while this waits;
   *     the registration is then withdrawn in the background
   */
  Registration register(ServiceInstance instance) throws InterruptedException;

  /**
   * Opens a live view of a service's members. Never blocks and sends nothing itself: the view is
   * empty and stale until it is loaded, which goes on in the background for as long as it takes.
   * The service need not exist yet.
   *
   * @param service the service's name
   * @return the view, to be closed when it is not needed any more
   * @throws IllegalArgumentException if the name is invalid
   */
  Membership watch(String service);

  /**
   * Opens a live view like {@link #watch(String)}, with a first listener.
   *
   * @param service the service's name
   * @param listener subscribed for as long as the view is open; see {@link Membership#subscribe}
   * @return the view, to be closed when it is not needed any more
   * @throws IllegalArgumentException if the name is invalid
   */
  Membership watch(String service, MembershipListener listener);

  /**
   * Reads the members anew: what was committed before the call is seen.
   *
   * @param service the service's name
   * @return the members, sorted by id; empty for a service nobody knows
   * @throws IllegalArgumentException if the name is invalid
   * @throws io.coord.UnavailableException if the service could not be reached in time
   * @throws io.coord.RejectedException if reading is not permitted
   * @throws InterruptedException if interrupted
   */
  List<ServiceInstance> instances(String service) throws InterruptedException;

  /**
   * Reads anew which services there are. A service whose last member left may still be among them
   * for a while.
   *
   * @return the names, sorted
   * @throws io.coord.UnavailableException if the service could not be reached in time
   * @throws io.coord.RejectedException if reading is not permitted
   * @throws InterruptedException if interrupted
   */
  Set<String> services() throws InterruptedException;
}
