package io.coord.curator.internal.engine.lock;

import io.coord.ConnectionState;
import io.coord.LeaseNotHeldException;
import io.coord.NameRules;
import io.coord.Subscription;
import io.coord.curator.internal.engine.queue.LockSite;
import io.coord.curator.internal.engine.queue.QueuePort;
import io.coord.curator.internal.engine.queue.QueueTenure;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.engine.session.SessionProof;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.NodeNames;
import io.coord.curator.internal.support.Uninterruptibly;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LockOptions;
import io.coord.lock.LossCause;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** The locks of one Coordination; brings the connection's news to all their tenures. */
public final class LockManager implements AutoCloseable {

  private static final Log log = Log.of(LockManager.class);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

  private final SessionPort connection;
  private final String lockRoot;
  private final LockOptions defaults;
  private final SessionProof proof;
  private final LockSite site;
  private final LockTable open = new LockTable();
  private final Subscription onConnection;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Opens no lock yet and sends nothing.
   *
   * @param lockRoot the node under which the locks lie
   * @param ownerLabel what this process writes into its contenders' nodes
   */
  public LockManager(
      SessionPort connection,
      QueuePort.Factory queues,
      String lockRoot,
      String ownerLabel,
      LockOptions defaults) {
    this.connection = connection;
    this.lockRoot = lockRoot;
    this.defaults = defaults;
    this.proof = new SessionProof(connection, connection.threads().timer()::nanoTime, this::onTick);
    this.site =
        new LockSite(connection, queues, proof, ownerLabel.getBytes(StandardCharsets.UTF_8));
    this.onConnection = connection.observe(connection.threads().engine(), this::onConnection);
  }

  /** The lock of that name, with the options it is open with or the defaults. */
  public DistributedLock lock(String name) {
    return get(name, defaults);
  }

  /**
   * The lock of that name with these options.
   *
   * @throws IllegalStateException if it is open with others
   */
  public DistributedLock lock(String name, LockOptions options) {
    CuratorLock lock = get(name, Objects.requireNonNull(options, "options"));
    if (!lock.options().equals(options)) {
      throw new IllegalStateException(
          "Lock '%s' is already open with %s, so it cannot be opened with %s."
              .formatted(name, lock.options(), options));
    }
    return lock;
  }

  /**
   * The tenure of a lease, for a check that its node exists: that fails once the lease is lost. A
   * lease that was closed is refused here, as the node may by then stand for a later grant to the
   * same process.
   *
   * @throws LeaseNotHeldException if the lease is closed
   * @throws IllegalArgumentException if it is not a lease of this backend
   */
  public static Tenure tenure(Lease lease) {
    if (!(Objects.requireNonNull(lease, "lease") instanceof LeaseImpl held)) {
      throw new IllegalArgumentException("not a lease of this backend: " + lease);
    }
    if (held.state() == LeaseState.RELEASED) {
      throw new LeaseNotHeldException(
          "The lease of lock '%s' is closed, so it cannot guard anything."
              .formatted(held.lockName()));
    }
    return held.hold().tenure();
  }

  /**
   * Gives up all leases and waiters; waits for the service, if that answers, at most 2 s, and not
   * on a thread that would have to bring the answer.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    onConnection.close();
    List<CompletableFuture<?>> underWay = new ArrayList<>();
    open.all().forEach(lock -> underWay.addAll(lock.processLock().close()));
    if (!connection.threads().bringsAnswers()) {
      Uninterruptibly.await(
          CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new)),
          Deadline.after(LONGEST_CLOSE),
          connection::isConnected);
    }
    open.all().forEach(lock -> lock.processLock().abandonAttempt());
    proof.close();
  }

  private CuratorLock get(String name, LockOptions options) {
    NameRules.requireValid("lock name", name);
    if (closed.get()) {
      throw new IllegalStateException("The Coordination is closed.");
    }
    CuratorLock lock = open.get(name, key -> new CuratorLock(key, options, site, path(key)));
    if (closed.get() || connection.state() == ConnectionState.CLOSED) {
      var unused = lock.processLock().close(); // opened while all were being closed
    }
    return lock;
  }

  private String path(String name) {
    return NodeNames.child(lockRoot, NodeNames.encode(name));
  }

  /** Acts on what is true now, which may be later than what is told. */
  private void onConnection(ConnectionState told) {
    proof.connectionChanged();
    ConnectionState now = connection.state();
    long session = connection.sessionId();
    List<QueueTenure> doubted = new ArrayList<>();
    for (QueueTenure tenure : site.tenures()) {
      if (now == ConnectionState.CLOSED) {
        tenure.lose(LossCause.CLOSED);
      } else if (now == ConnectionState.LOST || isReplaced(tenure.session(), session)) {
        tenure.lose(LossCause.SESSION_EXPIRED);
      } else {
        tenure.doubt();
        tenure.refresh();
        doubted.add(tenure);
      }
    }
    switch (now) {
      case CONNECTED -> {
        site.deletions().sendLeft();
        proof.ask(doubted);
        open.all().forEach(lock -> lock.processLock().retry());
      }
      case CLOSED -> open.all().forEach(lock -> lock.processLock().close());
      default -> disconnected(told);
    }
  }

  /** All that wait for a lock have one line, however many they are. */
  private void disconnected(ConnectionState told) {
    long awaited = open.all().stream().filter(lock -> lock.processLock().disconnected()).count();
    if (awaited > 0 && told == ConnectionState.SUSPENDED) {
      log.warn(
          "Not connected: waiters for {} locks keep waiting until the connection is back.",
          awaited);
    }
  }

  /** The present session is 0 while it is not known; then nothing is concluded yet. */
  private static boolean isReplaced(long session, long present) {
    return present != 0 && session != present;
  }

  /**
   * Every sixth of the session timeout, as long as something is held; and when the session must be
   * taken to have ended, whatever the connection's state says: others may hold the locks then.
   */
  private void onTick() {
    boolean clientClosed = connection.isClientClosed();
    List<QueueTenure> doubted = new ArrayList<>();
    for (QueueTenure tenure : site.tenures()) {
      if (clientClosed) {
        tenure.lose(LossCause.CLOSED);
      } else if (proof.isOver(tenure.session())) {
        tenure.lose(LossCause.SESSION_EXPIRED);
      } else {
        tenure.watchOwnNode();
        tenure.refresh();
        if (tenure.isDoubted()) {
          doubted.add(tenure);
        }
      }
    }
    if (connection.isConnected()) {
      proof.ask(doubted);
    }
  }
}
