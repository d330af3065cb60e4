package io.coord.curator.internal.engine.registry;

import io.coord.NameRules;
import io.coord.RejectedException;
import io.coord.curator.internal.engine.PayloadWriter;
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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * The registry under one root: names become paths here, and a {@link RegistryTable} keeps track of
 * what is open.
 */
public final class ServiceRegistryImpl implements ServiceRegistry {

  private final SessionPort session;
  private final Calls calls;
  private final Memberships memberships;
  private final String root;
  private final Set<String> notServices;
  private final PayloadWriter payloads;
  private final InstancePort.Factory nodes;
  private final RegistryTable table;
  private final RecoveryLog registrationLog =
      new RecoveryLog(
          Log.of(ServiceRegistryImpl.class),
          "The registration {} is lost; it will be restored as soon as possible.",
          "The registration {} is restored.");

  /**
   * Sends nothing yet.
   *
   * @param memberships of this Coordination
   * @param nodes of this registry
   * @param root the parent of the services' nodes
   * @param notServices names of its children that are not services
   */
  public ServiceRegistryImpl(
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
    this.payloads = new PayloadWriter("Instance", format, maxPayloadBytes, RejectedException::new);
    this.nodes = nodes;
    this.table = new RegistryTable(session.threads());
  }

  @Override
  public Registration register(ServiceInstance instance) throws InterruptedException {
    Objects.requireNonNull(instance, "instance");
    String path = pathOf(instance);
    calls.requireThreadThatMayWait("register " + path);
    DesiredState first = new DesiredState(instance, payloads.write(instance), 1);
    if (Thread.interrupted()) { // before it takes over a live registration's node for nothing
      throw new InterruptedException("Interrupted before " + path + " was registered.");
    }
    return start(path, first).await();
  }

  @Override
  public CompletableFuture<Registration> registerAsync(ServiceInstance instance) {
    Objects.requireNonNull(instance, "instance");
    FirstCommit commit;
    try {
      DesiredState first = new DesiredState(instance, payloads.write(instance), 1);
      commit = start(pathOf(instance), first);
    } catch (Throwable e) {
      CompletableFuture<Registration> failed = new CompletableFuture<>();
      session.threads().callbacks().execute(() -> failed.completeExceptionally(e));
      return failed;
    }
    return commit.future();
  }

  /** Hands it to the engine, which tries until the registration is closed. Does not wait. */
  private FirstCommit start(String path, DesiredState first) {
    return new FirstCommit(
        session,
        table.add(
            path,
            siblings ->
                new RegistrationImpl(
                    session,
                    nodes,
                    siblings,
                    registrationLog,
                    path,
                    first,
                    payloads,
                    table::remove)));
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
    table.requireOpen();
    FreshRead read = memberships.freshRead(path);
    return calls.read(() -> read.instances(service, payloads.format()), "read " + path);
  }

  @Override
  public Optional<ServiceInstance> find(String service, String id) throws InterruptedException {
    String path = pathOf(service);
    NameRules.requireValid("instance id", id);
    table.requireOpen();
    FreshRead read = memberships.freshRead(path);
    return calls.read(
        () -> read.find(service, id, payloads.format()),
        "read " + NodeNames.child(path, NodeNames.encode(id)));
  }

  @Override
  public Set<String> services() throws InterruptedException {
    table.requireOpen();
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
    RegistryTable.Open open = table.close();
    Steps.forEach(open.views(), MembershipView::close);
    Steps.forEach(open.registrations(), RegistrationImpl::beginClose);
    Steps.forEach(open.registrations(), registration -> registration.awaitRemoved(deadline));
    return CompletableFuture.allOf(
        open.registrations().stream()
            .map(RegistrationImpl::whenEnded)
            .toArray(CompletableFuture[]::new));
  }

  /** Closes all views; the registrations end with the session, which is about to be closed. */
  public void closeWithSession() {
    RegistryTable.Open open = table.close();
    Steps.forEach(open.views(), MembershipView::close);
    Steps.forEach(open.registrations(), RegistrationImpl::abandoned);
  }

  @Override
  public String toString() {
    return "ServiceRegistry[" + root + "]";
  }

  private MembershipView open(String service) {
    String path = pathOf(service);
    return table.add(() -> memberships.open(path, service, payloads.format(), table::remove));
  }

  private String pathOf(ServiceInstance instance) {
    return NodeNames.child(pathOf(instance.service()), NodeNames.encode(instance.id()));
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
}
