package io.coord.curator.internal.engine.registry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.NameRules;
import io.coord.curator.internal.engine.membership.FreshRead;
import io.coord.curator.internal.engine.membership.MembershipView;
import io.coord.curator.internal.engine.membership.Memberships;
import io.coord.curator.internal.engine.session.Calls;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.InstanceFormat;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.NodeNames;
import io.coord.curator.internal.support.RecoveryLog;
import io.coord.curator.internal.support.Steps;
import io.coord.registry.Membership;
import io.coord.registry.MembershipListener;
import io.coord.registry.Registration;
import io.coord.registry.ServiceInstance;
import io.coord.registry.ServiceRegistry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** The registry below one root: it knows what it handed out, so that it can close it. */
public final class CuratorServiceRegistry implements ServiceRegistry {

  private static final Log log = Log.of(CuratorServiceRegistry.class);

  private final SessionPort session;
  private final Calls calls;
  private final Memberships memberships;
  private final String root;
  private final Set<String> notServices;
  private final PayloadWriter payloads;
  private final InstancePort.Factory nodes;
  private final RecoveryLog registrationLog =
      new RecoveryLog(
          log,
          "The registration {} is lost; it will be restored as soon as possible.",
          "The registration {} is restored.");

  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private final Set<CuratorRegistration> registrations = new HashSet<>();

  @GuardedBy("monitor")
  private final Map<String, PathRegistrations> byPath = new HashMap<>();

  @GuardedBy("monitor")
  private final Set<MembershipView> views = new HashSet<>();

  @GuardedBy("monitor")
  private boolean closed;

  /**
   * Sends nothing yet.
   *
   * @param memberships of this Coordination
   * @param nodes of this registry
   * @param root the node below which the services lie
   * @param notServices segments below it that are something else
   */
  public CuratorServiceRegistry(
      SessionPort session,
      Memberships memberships,
      InstancePort.Factory nodes,
      String root,
      Set<String> notServices,
      InstanceFormat format,
      int maxPayloadBytes) {
    this.session = session;
    this.calls = new Calls(session);
    this.memberships = memberships;
    this.root = root;
    this.notServices = notServices;
    this.payloads = new PayloadWriter(format, maxPayloadBytes);
    this.nodes = nodes;
  }

  @Override
  public Registration register(ServiceInstance instance) throws InterruptedException {
    Objects.requireNonNull(instance, "instance");
    String path = NodeNames.child(pathOf(instance.service()), NodeNames.encode(instance.id()));
    calls.requireThreadThatMayWait("register " + path);
    DesiredState first = new DesiredState(instance, payloads.write(instance), 1);
    if (Thread.interrupted()) { // otherwise it might take over a live one's node, for nothing
      throw new InterruptedException("Interrupted before " + path + " was registered.");
    }
    CuratorRegistration registration;
    synchronized (monitor) {
      requireOpen();
      registration =
          new CuratorRegistration(
              session,
              nodes,
              siblingsAt(path),
              registrationLog,
              path,
              first,
              payloads,
              this::forget);
      registrations.add(registration);
    }
    registration.awaitRegistered();
    return registration;
  }

  @Override
  public Membership watch(String service) {
    return open(service);
  }

  @Override
  public Membership watch(String service, MembershipListener listener) {
    Objects.requireNonNull(listener, "listener");
    MembershipView view = open(service);
    view.subscribe(listener);
    return view;
  }

  @Override
  public List<ServiceInstance> instances(String service) throws InterruptedException {
    String path = pathOf(service);
    synchronized (monitor) {
      requireOpen();
    }
    FreshRead read = memberships.freshRead(path);
    return calls.read(() -> read.instances(service, payloads.format()), "read " + path);
  }

  @Override
  public Set<String> services() throws InterruptedException {
    synchronized (monitor) {
      requireOpen();
    }
    FreshRead read = memberships.freshRead(root);
    Set<String> services = new TreeSet<>();
    for (String name : calls.read(read::names, "read " + root)) {
      if (!notServices.contains(name)) {
        services.add(NodeNames.decode(name));
      }
    }
    return services;
  }

  /**
   * Closes all views and removes all registrations, waiting no longer than the deadline.
   *
   * @return completed when nothing is left to remove, which may be later
   */
  public CompletableFuture<Void> close(Deadline deadline) {
    List<CuratorRegistration> open = closeViews();
    Steps.forEach(open, CuratorRegistration::beginClose);
    Steps.forEach(open, registration -> registration.awaitRemoved(deadline));
    return CompletableFuture.allOf(
        open.stream().map(CuratorRegistration::whenEnded).toArray(CompletableFuture[]::new));
  }

  /** Closes all views; the registrations end with the session, which is about to be closed. */
  public void closeWithSession() {
    Steps.forEach(closeViews(), CuratorRegistration::abandoned);
  }

  private List<CuratorRegistration> closeViews() {
    List<MembershipView> openViews;
    List<CuratorRegistration> openRegistrations;
    synchronized (monitor) {
      closed = true;
      openViews = List.copyOf(views);
      openRegistrations = List.copyOf(registrations);
    }
    Steps.forEach(openViews, MembershipView::close);
    return openRegistrations;
  }

  private MembershipView open(String service) {
    String path = pathOf(service);
    synchronized (monitor) {
      requireOpen();
      MembershipView view = memberships.open(path, service, payloads.format(), this::forget);
      views.add(view);
      return view;
    }
  }

  private String pathOf(String service) {
    NameRules.requireValid("service name", service);
    String segment = NodeNames.encode(service);
    if (notServices.contains(segment)) {
      throw new IllegalArgumentException(
          "With the service root \"/\" no service can be called '%s': that name is reserved."
              .formatted(service));
    }
    return NodeNames.child(root, segment);
  }

  @GuardedBy("monitor")
  private PathRegistrations siblingsAt(String path) {
    PathRegistrations all =
        byPath.computeIfAbsent(path, p -> new PathRegistrations(session.threads()));
    all.admit();
    return all;
  }

  private void forget(CuratorRegistration registration) {
    synchronized (monitor) {
      registrations.remove(registration);
      byPath.computeIfPresent(registration.path(), (path, all) -> all.dismiss() ? null : all);
    }
  }

  private void forget(MembershipView view) {
    synchronized (monitor) {
      views.remove(view);
    }
  }

  @GuardedBy("monitor")
  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("This Coordination is closed.");
    }
  }
}
