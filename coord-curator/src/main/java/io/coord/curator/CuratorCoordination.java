package io.coord.curator;

import io.coord.Coordination;
import io.coord.curator.internal.support.Threads;
import io.coord.curator.internal.zookeeper.client.OwnedClient;
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
   * Connects with the default settings. The Coordination owns its client: closing the Coordination
   * ends the session.
   *
   * @param connectString host:port,host:port/chroot
   * @return a connected Coordination, to be closed when the process no longer needs it
   * @throws IllegalArgumentException if the connect string is invalid
   * @throws io.coord.UnavailableException if no server replied within five seconds, or if the
   *     thread was interrupted; its interrupt flag is then set
   * @throws io.coord.RejectedException if the chroot does not exist
   */
  public static Coordination connect(String connectString) {
    return builder(connectString).connect();
  }

  /**
   * Uses a started client that belongs to the caller: closing the Coordination removes what it
   * created and leaves the client open. Leases that are still open end as LOST.
   *
   * @param client must be started, and closed only after the Coordination; its namespace,
   *     authentication and ACLs apply
   * @return a connected Coordination, to be closed when the process no longer needs it
   * @throws IllegalArgumentException if the client is not started
   * @throws io.coord.UnavailableException if the client did not connect within five seconds, or if
   *     the thread was interrupted; its interrupt flag is then set
   * @throws io.coord.RejectedException if the chroot does not exist
   */
  public static Coordination over(CuratorFramework client) {
    return builder(client).connect();
  }

  /**
   * {@return a builder for a Coordination that creates its own client}
   *
   * @param connectString host:port,host:port/chroot; {@link Builder#connect} checks it
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
   * {@return a builder for a Coordination on a client that belongs to the caller}
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
   * Creates a check to put first in a Curator transaction: the transaction commits only while this
   * lease's node exists, so ZooKeeper itself rejects the writes of a holder that has lost the lock.
   * Sends nothing.
   *
   * <p>Create the guard when you need it. A guard created before the lease was closed passes for as
   * long as the process keeps the lock for other threads.
   *
   * <pre>{@code
   * client.transaction().forOperations(
   *     CuratorCoordination.guard(lease),
   *     client.transactionOp().setData().forPath("/orders/next", data));
   * }</pre>
   *
   * @param lease from a Coordination on the same ensemble, and in the same chroot, as the client
   *     that commits the transaction
   * @return the first operation of the transaction
   * @throws IllegalArgumentException if the lease was not granted by this implementation
   * @throws io.coord.LeaseNotHeldException if the lease was closed
   */
  public static CuratorOp guard(Lease lease) {
    return GuardOp.of(lease);
  }

  /** The settings of a Coordination. Not thread-safe. */
  public static final class Builder {
    final ClientOwnership ownership;
    private final BiFunction<Builder, Threads, CuratorFramework> client;
    Duration sessionTimeout = Duration.ofSeconds(15);
    Duration connectTimeout = Duration.ofSeconds(5);
    Duration operationTimeout = Duration.ofSeconds(15);
    String lockRoot = "/locks";
    String serviceRoot = "/services";
    String electionRoot = "/elections";
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
     * Sets the session timeout to request: how long the session outlives the last contact with the
     * servers. Unless configured otherwise, the servers grant between 2 and 20 of their ticks. The
     * default is 15 seconds. Has no effect on a client that belongs to the caller.
     *
     * @param timeout counted in whole milliseconds; a longer one counts as the maximum of about six
     *     days
     * @return this builder
     * @throws IllegalArgumentException if it is zero or negative
     */
    public Builder sessionTimeout(Duration timeout) {
      sessionTimeout = requirePositive("sessionTimeout", timeout);
      return this;
    }

    /**
     * Sets how long {@link #connect} waits for a connection. The default is 5 seconds.
     *
     * @param timeout zero to return without waiting, and without checking the chroot
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public Builder connectTimeout(Duration timeout) {
      connectTimeout = requireNotNegative("connectTimeout", timeout);
      return this;
    }

    /**
     * Sets how long a call waits for the coordination service to reply before it throws. The
     * default is 15 seconds.
     *
     * @param timeout very long ones saturate
     * @return this builder
     * @throws IllegalArgumentException if it is zero or negative
     */
    public Builder operationTimeout(Duration timeout) {
      operationTimeout = requirePositive("operationTimeout", timeout);
      return this;
    }

    /**
     * Sets the parent node of all locks; "/locks" by default. It is created when it is first
     * needed. It must not be the same as the service root, nor may one lie inside the other unless
     * the outer one is "/". With "/" as the lock root, no lock can have the name of a top-level
     * node that leads to the services or elections nor, outside a namespace, of ZooKeeper's own
     * node.
     *
     * @param path absolute, as the client sees it: without chroot and namespace
     * @return this builder
     * @throws IllegalArgumentException if the path is invalid
     */
    public Builder lockRoot(String path) {
      lockRoot = Roots.requirePath("lockRoot", Objects.requireNonNull(path, "path"));
      return this;
    }

    /**
     * Sets the parent node of all services; "/services" by default. It is created when it is first
     * needed. It must not be the same as the lock root, nor may one lie inside the other unless the
     * outer one is "/". With "/" as the service root, every top-level node is a service except
     * those that lead to the locks and elections and, outside a namespace, ZooKeeper's own.
     *
     * @param path absolute, as the client sees it: without chroot and namespace
     * @return this builder
     * @throws IllegalArgumentException if the path is invalid
     */
    public Builder serviceRoot(String path) {
      serviceRoot = Roots.requirePath("serviceRoot", Objects.requireNonNull(path, "path"));
      return this;
    }

    /**
     * Sets the parent node of all elections; "/elections" by default. It is created when it is
     * first needed. It must not be the same as the lock root or the service root, nor may one lie
     * inside the other unless the outer one is "/". With "/" as the election root, no election can
     * have the name of a top-level node that leads to the others nor, outside a namespace, of
     * ZooKeeper's own node.
     *
     * @param path absolute, as the client sees it: without chroot and namespace
     * @return this builder
     * @throws IllegalArgumentException if the path is invalid
     */
    public Builder electionRoot(String path) {
      electionRoot = Roots.requirePath("electionRoot", Objects.requireNonNull(path, "path"));
      return this;
    }

    /**
     * Sets the format in which instances are stored; {@link InstanceCodec#discoveryJson} by
     * default.
     *
     * @param codec must be thread-safe
     * @return this builder
     */
    public Builder instanceCodec(InstanceCodec codec) {
      instanceCodec = Objects.requireNonNull(codec, "codec");
      return this;
    }

    /**
     * Sets the label by which people recognise this process among a lock's contenders; host/pid by
     * default.
     *
     * @param label any text; need not be unique
     * @return this builder
     */
    public Builder ownerLabel(String label) {
      ownerLabel = Objects.requireNonNull(label, "label");
      return this;
    }

    /**
     * Sets the options of locks that are opened without options; {@link LockOptions#defaults} by
     * default.
     *
     * @param options the options of all such locks of this Coordination
     * @return this builder
     */
    public Builder defaultLockOptions(LockOptions options) {
      defaultLockOptions = Objects.requireNonNull(options, "options");
      return this;
    }

    /**
     * Sets the largest payload that an instance or a candidate may have; 64 KiB by default.
     * ZooKeeper's own limit, jute.maxbuffer, is about 1 MiB, and exceeding it costs the connection.
     *
     * @param bytes the largest size that the codec may write; at least 1
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
     * Connects. Waits for the connection for at most the {@link #connectTimeout}.
     *
     * @return a connected Coordination; with a connect timeout of zero, one that is still
     *     connecting
     * @throws IllegalArgumentException if the connect string is invalid, the client is not started,
     *     or the lock root, the service root and the election root conflict
     * @throws io.coord.UnavailableException if there was no connection within the connect timeout;
     *     the message says what was found at each server. Also if the thread was interrupted; its
     *     interrupt flag is then set
     * @throws IllegalStateException if the client is closed in the meantime, or if the calling
     *     thread belongs to ZooKeeper's client or to Curator: waiting there would block the reply
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
