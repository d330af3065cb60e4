package io.coord.curator;

import io.coord.Coordination;
import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.internal.support.Threads;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiFunction;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.curator.framework.imps.CuratorFrameworkState;

/**
 * Opens a {@link Coordination} on a ZooKeeper ensemble.
 *
 * <pre>{@code
 * try (Coordination coordination = CuratorCoordination.connect("zk1:2181,zk2:2181,zk3:2181")) {
 *   ...
 * }
 * }</pre>
 */
public final class CuratorCoordination {

  private CuratorCoordination() {}

  /**
   * Connects with the default settings. The Coordination owns its client: closing it ends the
   * session.
   *
   * @param connectString host:port,host:port/chroot
   * @return connected, to be closed when the process needs it no more
   * @throws IllegalArgumentException if that is no connect string
   * @throws io.coord.UnavailableException if no server answered within five seconds, or the thread
   *     was interrupted, whose flag is set again then
   * @throws io.coord.RejectedException if the chroot does not exist
   */
  public static Coordination connect(String connectString) {
    return builder(connectString).connect();
  }

  /**
   * Works on a started client that stays the caller's: closing the Coordination removes what it
   * made and leaves the client open.
   *
   * @param client started, and not closed before the Coordination is; with its namespace, its
   *     authentication and its ACLs
   * @return connected, to be closed when the process needs it no more
   * @throws IllegalArgumentException if the client is not started
   * @throws io.coord.UnavailableException if the client did not connect within five seconds, or the
   *     thread was interrupted, whose flag is set again then
   * @throws io.coord.RejectedException if the chroot does not exist
   */
  public static Coordination over(CuratorFramework client) {
    return builder(client).connect();
  }

  /**
   * {@return settings for a Coordination with a client of its own}
   *
   * @param connectString host:port,host:port/chroot; checked by {@link Builder#connect}
   */
  public static Builder builder(String connectString) {
    Objects.requireNonNull(connectString, "connectString");
    return new Builder(
        ClientOwnership.OURS,
        (settings, threads) ->
            OwnedClient.create(
                connectString, settings.sessionTimeout, settings.connectTimeout, threads));
  }

  /**
   * {@return settings for a Coordination on a client that stays the caller's}
   *
   * @param client must be started when {@link Builder#connect} is called
   */
  public static Builder builder(CuratorFramework client) {
    Objects.requireNonNull(client, "client");
    return new Builder(ClientOwnership.CALLERS, (settings, threads) -> requireStarted(client));
  }

  private static CuratorFramework requireStarted(CuratorFramework client) {
    if (client.getState() != CuratorFrameworkState.STARTED) {
      throw new IllegalArgumentException(
          "The client is %s; it must be started, and not closed.".formatted(client.getState()));
    }
    return client;
  }

  /**
   * Makes a check for the head of a Curator transaction: the transaction commits only while this
   * very lease's node exists. With it, ZooKeeper itself refuses the writes of a holder that has
   * lost the lock. Sends nothing.
   *
   * <pre>{@code
   * client.transaction().forOperations(
   *     CuratorCoordination.guard(lease),
   *     client.transactionOp().setData().forPath("/orders/next", data));
   * }</pre>
   *
   * @param lease of a Coordination on the same ensemble, and in the same chroot, as the client that
   *     commits the transaction
   * @return the first operation of the transaction
   * @throws IllegalArgumentException if the lease is not from this backend
   * @throws io.coord.LeaseNotHeldException if the lease was closed
   */
  public static CuratorOp guard(Lease lease) {
    return LockManager.guard(lease);
  }

  /** Settings of a Coordination. Not thread-safe. */
  public static final class Builder {
    final ClientOwnership ownership;
    private final BiFunction<Builder, Threads, CuratorFramework> client;
    Duration sessionTimeout = Duration.ofSeconds(15);
    Duration connectTimeout = Duration.ofSeconds(5);
    Duration operationTimeout = Duration.ofSeconds(15);
    String lockRoot = "/locks";
    String serviceRoot = "/services";
    InstanceCodec instanceCodec = InstanceCodec.discoveryJson();
    String ownerLabel = OwnerLabel.ofThisProcess();
    LockOptions defaultLockOptions = LockOptions.defaults();
    int maxPayloadBytes = 64 * 1024;

    private Builder(
        ClientOwnership ownership, BiFunction<Builder, Threads, CuratorFramework> client) {
      this.ownership = ownership;
      this.client = client;
    }

    CuratorFramework client(Threads threads) {
      return client.apply(this, threads);
    }

    /**
     * How long the session outlives the last contact with the servers. It is a wish: they grant
     * between 2 and 20 of their ticks, unless configured otherwise. 15 seconds by default. Without
     * effect on a client of the caller's.
     *
     * @param timeout to the millisecond; a very long one saturates, at about six days
     * @return this builder
     * @throws IllegalArgumentException if it is zero or negative
     */
    public Builder sessionTimeout(Duration timeout) {
      sessionTimeout = requirePositive("sessionTimeout", timeout);
      return this;
    }

    /**
     * How long {@link #connect} waits for a connection. 5 seconds by default.
     *
     * @param timeout zero: not at all; the chroot is then not checked either
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public Builder connectTimeout(Duration timeout) {
      connectTimeout = requireNotNegative("connectTimeout", timeout);
      return this;
    }

    /**
     * How long a call that needs the service waits for it. 15 seconds by default.
     *
     * @param timeout a very long one saturates
     * @return this builder
     * @throws IllegalArgumentException if it is zero or negative
     */
    public Builder operationTimeout(Duration timeout) {
      operationTimeout = requirePositive("operationTimeout", timeout);
      return this;
    }

    /**
     * The node below which locks lie; "/locks" by default. It is created when it is needed.
     *
     * @param path absolute, as the client knows it: without chroot and namespace; neither the
     *     service root nor inside of it nor around it, but "/" may be around it; then no lock can
     *     have the name of the node at the top that leads to the services
     * @return this builder
     * @throws IllegalArgumentException if that is no path
     */
    public Builder lockRoot(String path) {
      lockRoot = Roots.requirePath("lockRoot", Objects.requireNonNull(path, "path"));
      return this;
    }

    /**
     * The node below which services lie; "/services" by default. It is created when it is needed.
     *
     * @param path absolute, as the client knows it: without chroot and namespace; "/" makes every
     *     node at the top a service, except the one that leads to the locks and, outside of a
     *     namespace, ZooKeeper's own; otherwise neither the lock root nor inside of it nor around
     *     it, but the lock root may be "/"
     * @return this builder
     * @throws IllegalArgumentException if that is no path
     */
    public Builder serviceRoot(String path) {
      serviceRoot = Roots.requirePath("serviceRoot", Objects.requireNonNull(path, "path"));
      return this;
    }

    /**
     * How instances are written and read; {@link InstanceCodec#discoveryJson} by default.
     *
     * @param codec thread-safe
     * @return this builder
     */
    public Builder instanceCodec(InstanceCodec codec) {
      instanceCodec = Objects.requireNonNull(codec, "codec");
      return this;
    }

    /**
     * Who this process is, for people who look at a queue of contenders; host/pid by default.
     *
     * @param label any text; need not be unique
     * @return this builder
     */
    public Builder ownerLabel(String label) {
      ownerLabel = Objects.requireNonNull(label, "label");
      return this;
    }

    /**
     * The options of a lock that is opened without; {@link LockOptions#defaults} by default.
     *
     * @param options for all such locks of this Coordination
     * @return this builder
     */
    public Builder defaultLockOptions(LockOptions options) {
      defaultLockOptions = Objects.requireNonNull(options, "options");
      return this;
    }

    /**
     * The largest payload of an instance; 64 KiB by default. ZooKeeper's own limit, jute.maxbuffer,
     * is about 1 MiB, and exceeding it costs the connection.
     *
     * @param bytes as the codec writes it; at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder maxPayloadBytes(int bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("maxPayloadBytes must be positive, but is " + bytes);
      }
      maxPayloadBytes = bytes;
      return this;
    }

    /**
     * Connects, and waits for it no longer than {@link #connectTimeout} says.
     *
     * @return connected, or with a connect timeout of zero: connecting
     * @throws IllegalArgumentException if the connect string is none, the client is not started, or
     *     one of lock root and service root lies inside the other
     * @throws io.coord.UnavailableException if there was no connection within the connect timeout,
     *     and with it what each server was found to do; or if the thread was interrupted, whose
     *     flag is set again then
     * @throws IllegalStateException if the client is closed meanwhile, or on a thread of
     *     ZooKeeper's client or of Curator: it would have to bring the answer
     * @throws io.coord.RejectedException if the chroot does not exist
     */
    public Coordination connect() {
      return CoordinationFactory.connect(this);
    }

    private static Duration requirePositive(String what, Duration duration) {
      if (requireNotNegative(what, duration).isZero()) {
        throw new IllegalArgumentException(what + " must not be zero");
      }
      return duration;
    }

    private static Duration requireNotNegative(String what, Duration duration) {
      if (Objects.requireNonNull(duration, what).isNegative()) {
        throw new IllegalArgumentException(what + " must not be negative, but is " + duration);
      }
      return duration;
    }
  }
}
