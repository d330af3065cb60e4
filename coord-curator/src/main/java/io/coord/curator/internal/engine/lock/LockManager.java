package io.coord.curator.internal.engine.lock;

import io.coord.ConnectionState;
import io.coord.LeaseNotHeldException;
import io.coord.NameRules;
import io.coord.Subscription;
import io.coord.curator.internal.engine.lock.LockBackends.SessionTenure;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.engine.session.SessionProof;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.Threads;
import io.coord.curator.internal.support.Uninterruptibly;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LockOptions;
import io.coord.lock.LossCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The locks of one Coordination; brings the connection's news to all their tenures. */
public final class LockManager implements AutoCloseable {

  private static final Log log = Log.of(LockManager.class);
  private static final long SWEEP_MILLIS = 10_000;
  private static final LockOptions SOLE = LockOptions.defaults().withLocalHandoffs(1);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

  private final SessionPort connection;
  private final LockOptions defaults;
  private final SessionProof proof;
  private final LockBackends backends;
  private final LockTable open;
  private final Set<SoleLock> sole = ConcurrentHashMap.newKeySet();
  private final Subscription onConnection;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * Opens no lock yet and sends nothing.
   *
   * @param backends makes what the locks stand on, with the proof of their session
   * @param defaults the options of those who ask without any
   */
  public LockManager(
      SessionPort connection, Function<SessionProof, LockBackends> backends, LockOptions defaults) {
    Threads threads = connection.threads();
    this.connection = connection;
    this.defaults = defaults;
    this.proof = new SessionProof(connection, threads.timer()::nanoTime, this::onTick);
    this.backends = backends.apply(proof);
    this.open =
        new LockTable(
            threads.later(threads.engine(), SWEEP_MILLIS), threads.later(threads.engine()));
    this.onConnection = connection.observe(connection.threads().engine(), this::onConnection);
  }

  /** The lock of that name, used with the options of others here, or the defaults. */
  public DistributedLock lock(String name) {
    return handle(name, null);
  }

  /** The lock of that name, used with these options. */
  public DistributedLock lock(String name, LockOptions options) {
    return handle(name, Objects.requireNonNull(options, "options"));
  }

  /**
   * A lock that only the caller uses. It stays when this is closed, and must be closed by the
   * caller.
   *
   * @param kind what the log calls it, such as "election"
   * @param path of the lock's node
   * @param data what this process writes into its contenders' nodes
   */
  public SoleLock soleLock(String kind, String name, String path, byte[] data) {
    if (closed.get()) {
      throw new IllegalStateException("The Coordination is closed.");
    }
    SoleLock lock =
        new SoleLock(this, new ProcessLock(kind, name, SOLE, backends.openAt(path, data)));
    sole.add(lock);
    if (connection.state() == ConnectionState.CLOSED) { // it would not be told any more
      var unused = lock.close();
    }
    return lock;
  }

  private DistributedLock handle(String name, @Nullable LockOptions options) {
    NameRules.requireValid("lock name", name);
    if (closed.get()) {
      throw new IllegalStateException("The Coordination is closed.");
    }
    return new LockHandle(name, options, this, connection);
  }

  /**
   * The tenure of a lease, for a check that its node exists: that fails once the lease is lost. A
   * lease that was closed is refused here, because its node may already stand for a later grant to
   * the same process.
   *
   * @throws LeaseNotHeldException if the lease is closed
   * @throws IllegalArgumentException if it is not a lease of this backend
   */
  public static Tenure tenure(Lease lease) {
    Objects.requireNonNull(lease, "lease");
    Lease own = lease instanceof BorrowedLease borrowed ? borrowed.lease() : lease;
    if (!(own instanceof LeaseImpl held)) {
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
   * Gives up all leases and waiters, except those of sole locks that are open; waits at most 2 s
   * for ZooKeeper, if connected, and not at all on a thread that would have to deliver the reply.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    boolean last = sole.stream().allMatch(lock -> lock.left() != null);
    if (last) {
      onConnection.close();
    }
    List<CompletableFuture<?>> underWay = new ArrayList<>();
    open.all().forEach(lock -> underWay.addAll(lock.close()));
    sole.stream().map(SoleLock::left).filter(Objects::nonNull).forEach(underWay::add);
    if (!connection.threads().deliversReplies()) {
      Uninterruptibly.await(
          CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new)),
          Deadline.after(LONGEST_CLOSE),
          connection::isConnected);
    }
    open.all().forEach(lock -> lock.abandonAttempt());
    open.clear(); // nothing sweeps it any more
    endIfUnused();
  }

  /** A sole lock is closed, and will leave the queue. */
  void onClosed(SoleLock lock, CompletableFuture<Void> left) {
    var unused =
        left.whenComplete(
            (nothing, failure) -> {
              sole.remove(lock);
              endIfUnused();
            });
    endIfUnused();
  }

  /** Once this is closed, and every sole lock as well. */
  private void endIfUnused() {
    if (closed.get()
        && sole.stream().allMatch(lock -> lock.left() != null)
        && ended.compareAndSet(false, true)) {
      onConnection.close();
      sole.forEach(lock -> lock.lock().abandonAttempt());
      proof.close();
    }
  }

  /** All that are in use. */
  private List<ProcessLock> all() {
    List<ProcessLock> all = new ArrayList<>(open.all());
    sole.forEach(lock -> all.add(lock.lock()));
    return all;
  }

  /** The lock of that name; null if it is not in use. */
  @Nullable ProcessLock find(String name) {
    return open.find(name);
  }

  /**
   * The lock of that name, which is in use from now on.
   *
   * @param former the retired lock that the caller knew; its successor keeps what the backend has
   *     learned
   */
  ProcessLock open(String name, @Nullable ProcessLock former) {
    ProcessLock lock =
        open.open(
            name,
            () ->
                new ProcessLock(
                    name, defaults, former == null ? backends.open(name) : former.backend()));
    if (isClosed()) {
      var unused = lock.close(); // opened while all were being closed, or after
    }
    return lock;
  }

  /** The state of the lock of that name within this process, in words. */
  String describe(String name) {
    ProcessLock lock = open.find(name);
    return lock != null ? lock.describe() : LockState.describeIdle(isClosed());
  }

  private boolean isClosed() {
    return closed.get() || connection.state() == ConnectionState.CLOSED;
  }

  /** Acts on what is true now, which may be later than the state notified. */
  private void onConnection(ConnectionState notified) {
    proof.connectionChanged();
    ConnectionState now = connection.state();
    long session = connection.sessionId();
    List<SessionTenure> doubted = new ArrayList<>();
    for (SessionTenure tenure : backends.tenures()) {
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
        backends.onConnected();
        proof.ask(doubted);
        all().forEach(lock -> lock.retry());
      }
      case CLOSED -> all().forEach(lock -> lock.close());
      default -> disconnected(notified);
    }
  }

  /** All that wait for a lock have one line, however many they are. */
  private void disconnected(ConnectionState notified) {
    long awaited = all().stream().filter(lock -> lock.disconnected()).count();
    if (awaited > 0 && notified == ConnectionState.SUSPENDED) {
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
    List<SessionTenure> doubted = new ArrayList<>();
    for (SessionTenure tenure : backends.tenures()) {
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
