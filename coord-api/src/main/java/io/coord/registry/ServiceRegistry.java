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
   * @throws io.coord.UnavailableException if the service could not be reached in time
   * @throws io.coord.IndeterminateException if the answer was lost; what was written is withdrawn
   *     in the background
   * @throws io.coord.RejectedException if the service refuses: no permission, a payload that is too
   *     large (checked before anything is sent), a node in the way that has children
   * @throws InterruptedException if interrupted; the registration is withdrawn in the background
   */
  Registration register(ServiceInstance instance) throws InterruptedException;

  /**
   * A live view of a service's members. Never blocks and sends nothing itself: the view is empty
   * and stale until it is loaded, which goes on in the background for as long as it takes. The
   * service need not exist yet.
   *
   * @throws IllegalArgumentException if the name is invalid
   */
  Membership watch(String service);

  /** As {@link #watch(String)}, with a first listener; see {@link Membership#subscribe}. */
  Membership watch(String service, MembershipListener listener);

  /**
   * The members by a fresh read: it sees whatever was committed before the call. Sorted by id;
   * empty for a service nobody knows.
   *
   * @throws io.coord.UnavailableException if the service could not be reached in time
   * @throws io.coord.RejectedException if reading is not permitted
   * @throws InterruptedException if interrupted
   */
  List<ServiceInstance> instances(String service) throws InterruptedException;

  /**
   * The names of all services that exist now, by a fresh read; a service whose last member left may
   * still be among them for a while. Sorted.
   *
   * @throws io.coord.UnavailableException if the service could not be reached in time
   * @throws io.coord.RejectedException if reading is not permitted
   * @throws InterruptedException if interrupted
   */
  Set<String> services() throws InterruptedException;
}
