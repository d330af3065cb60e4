package io.coord.curator.lab.worker;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.lab.history.ViewChange;
import io.coord.election.CandidateOptions;
import io.coord.election.Term;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.registry.Membership;
import io.coord.registry.MembershipChange;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.ExponentialBackoffRetry;

/** Coord, on a client of its own or on one of the caller's. */
final class CoordSubject implements Subject {

  private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(5);
  private static final String VALUE = "value";

  private final Coordination coordination;
  private final CuratorFramework client; // null if Coord has its own
  private final Watchdog watchdog = new Watchdog();
  private volatile Membership membership;
  private Coordination another; // guarded by this

  private CoordSubject(CuratorCoordination.Builder builder, CuratorFramework client) {
    this.client = client;
    this.coordination =
        builder.operationTimeout(OPERATION_TIMEOUT).connectTimeout(Duration.ZERO).connect();
  }

  static CoordSubject onItsOwnClient(String connectString, Duration sessionTimeout) {
    return new CoordSubject(
        CuratorCoordination.builder(connectString).sessionTimeout(sessionTimeout), null);
  }

  static CoordSubject overAClient(String connectString, Duration sessionTimeout) {
    CuratorFramework client =
        CuratorFrameworkFactory.builder()
            .connectString(connectString)
            .sessionTimeoutMs((int) sessionTimeout.toMillis())
            .connectionTimeoutMs((int) sessionTimeout.toMillis())
            .retryPolicy(new ExponentialBackoffRetry(100, 3))
            .ensembleTracker(false)
            .build();
    client.start();
    return new CoordSubject(CuratorCoordination.builder(client), client);
  }

  @Override
  public Grant acquire(String name, Way way, Duration wait) throws Exception {
    DistributedLock lock = coordination.lock(name);
    Lease lease =
        switch (way) {
          case TIMED -> orNull(lock.tryAcquire(wait));
          case ONCE -> orNull(lock.tryAcquire());
          case INTERRUPTED -> watchdog.callFor(wait, lock::acquire);
          case CANCELLED -> await(lock.acquireAsync(), wait);
        };
    return lease == null ? null : new LeaseGrant(lease);
  }

  private static Lease orNull(Optional<Lease> lease) {
    return lease.orElse(null);
  }

  private static Lease await(CompletableFuture<Lease> future, Duration wait)
      throws InterruptedException, ExecutionException {
    try {
      return future.get(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return future.cancel(false) ? null : future.get();
    }
  }

  @Override
  public Duration operationTimeout() {
    return OPERATION_TIMEOUT;
  }

  @Override
  public Enrolment register(String id, String value) throws InterruptedException {
    return register(coordination, id, value);
  }

  /** By another Coordination over a client of the caller's; by the same one over its own. */
  @Override
  public Enrolment registerAsAnother(String id, String value) throws InterruptedException {
    return register(client == null ? coordination : another(), id, value);
  }

  private synchronized Coordination another() {
    if (another == null) {
      another =
          CuratorCoordination.builder(client)
              .operationTimeout(OPERATION_TIMEOUT)
              .connectTimeout(Duration.ZERO)
              .connect();
    }
    return another;
  }

  private static Enrolment register(Coordination by, String id, String value)
      throws InterruptedException {
    ServiceInstance instance =
        ServiceInstance.builder(SERVICE).id(id).metadata(VALUE, value).build();
    return new RegistrationEnrolment(by.registry().register(instance));
  }

  @Override
  public void watch(Consumer<ViewChange> listener) {
    membership =
        coordination.registry().watch(SERVICE, change -> listener.accept(toViewChange(change)));
  }

  @Override
  public Map<String, String> members() {
    return values(membership.snapshot().instances());
  }

  @Override
  public Map<String, String> view(Duration wait) throws InterruptedException {
    AtomicReference<Map<String, String>> fresh = new AtomicReference<>();
    try (Membership view = coordination.registry().watch(SERVICE)) {
      view.await(
          snapshot -> {
            fresh.set(snapshot.stale() ? null : values(snapshot.instances()));
            return !snapshot.stale();
          },
          wait);
    }
    return fresh.get();
  }

  @Override
  public Map<String, String> read() throws InterruptedException {
    return values(coordination.registry().instances(SERVICE));
  }

  @Override
  public AutoCloseable stand(String election, String id, Lead lead) {
    return coordination
        .election(election)
        .stand(
            ServiceInstance.builder(SERVICE).id(id).build(),
            CandidateOptions.defaults().withPauseAfterFailure(Duration.ofMillis(100)),
            term -> lead.lead(new TermLeadership(term)));
  }

  @Override
  public AutoCloseable viewElsewhere(String service) {
    return coordination.registry().watch(service);
  }

  @Override
  public CuratorFramework client() {
    if (client == null) {
      throw new IllegalStateException("Coord has its own client");
    }
    return client;
  }

  @Override
  public boolean isFenced() {
    return true;
  }

  @Override
  public void close() {
    watchdog.close();
    synchronized (this) {
      if (another != null) {
        another.close();
      }
    }
    coordination.close();
    if (client != null) {
      client.close();
    }
  }

  private static ViewChange toViewChange(MembershipChange change) {
    return new ViewChange(
        values(change.joined()),
        change.left().stream()
            .map(ServiceInstance::id)
            .collect(Collectors.toCollection(TreeSet::new)),
        values(change.updated()),
        values(change.snapshot().instances()));
  }

  private static Map<String, String> values(List<ServiceInstance> instances) {
    Map<String, String> values = new TreeMap<>();
    instances.forEach(
        instance -> values.put(instance.id(), instance.metadata().getOrDefault(VALUE, "?")));
    return values;
  }

  private record LeaseGrant(Lease lease) implements Grant {

    @Override
    public long token() {
      return lease.fencingToken();
    }

    @Override
    public boolean isHeld() {
      return lease.isHeld();
    }

    @Override
    public boolean isLost() {
      return lease.state() == LeaseState.LOST;
    }

    @Override
    public void release() {
      lease.close();
    }
  }

  private record TermLeadership(Term term) implements Leadership {

    @Override
    public long token() {
      return term.epoch();
    }

    @Override
    public boolean isHeld() {
      return term.isLeading();
    }

    @Override
    public boolean isLost() {
      return term.lease().state() == LeaseState.LOST;
    }

    @Override
    public boolean awaitStop(Duration time) throws InterruptedException {
      return term.awaitStop(time);
    }

    @Override
    public void release() {}
  }

  private record RegistrationEnrolment(Registration registration) implements Enrolment {

    @Override
    public void update(String value) throws InterruptedException {
      registration.update(
          before ->
              ServiceInstance.builder(SERVICE).id(before.id()).metadata(VALUE, value).build());
    }

    @Override
    public boolean isRegistered() {
      return registration.state() == RegistrationState.REGISTERED;
    }

    @Override
    public String state() {
      return registration.state().name();
    }

    @Override
    public void withdraw() {
      registration.close();
    }
  }
}
