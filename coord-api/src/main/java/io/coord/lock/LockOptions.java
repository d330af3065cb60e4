package io.coord.lock;

import java.time.Duration;
import java.util.Objects;

/**
 * How the threads of one process share a lock with each other and with other processes. Immutable.
 *
 * <pre>{@code
 * LockOptions options = LockOptions.defaults().withLinger(Duration.ofSeconds(5));
 * DistributedLock lock = coordination.lock("orders", options);
 * }</pre>
 *
 * <p>A lock has one set of options at a time within a Coordination. Whoever asks for it while it is
 * idle there, so that nobody holds it or waits for it, sets them. Until it is idle again, handles
 * with equal options and handles without any join; asking by a handle with other options throws
 * {@link IllegalStateException}. A lock that lingers is idle: handles with equal options and
 * handles without any use it as it is, while other options release it first.
 */
public final class LockOptions {

  private static final LockOptions DEFAULTS = new LockOptions(16, Duration.ZERO, true);

  private final int localHandoffs;
  private final Duration linger;
  private final boolean reentry;

  private LockOptions(int localHandoffs, Duration linger, boolean reentry) {
    this.localHandoffs = localHandoffs;
    this.linger = linger;
    this.reentry = reentry;
  }

  /** {@return the defaults: 16 local handoffs, no linger, with reentry} */
  public static LockOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return how many grants in a row one process makes to its own threads while another process
   * waits} With 1, the order is FIFO across processes; a greater number is faster.
   */
  public int localHandoffs() {
    return localHandoffs;
  }

  /**
   * {@return how long this process keeps an unused lock if no other process wants it; zero if it
   * releases it immediately}
   */
  public Duration linger() {
    return linger;
  }

  /** {@return whether a thread that holds the lock may acquire it again} */
  public boolean reentry() {
    return reentry;
  }

  /**
   * {@return these options with this number of grants in a row}
   *
   * @param n 1 to 4096; see {@link #localHandoffs()}
   * @throws IllegalArgumentException if it is outside 1 to 4096
   */
  public LockOptions withLocalHandoffs(int n) {
    if (n < 1 || n > 4096) {
      throw new IllegalArgumentException("localHandoffs must be within 1 to 4096, but is " + n);
    }
    return new LockOptions(n, linger, reentry);
  }

  /**
   * {@return these options with this linger}
   *
   * @param d zero for none; see {@link #linger()}
   * @throws IllegalArgumentException if it is negative
   */
  public LockOptions withLinger(Duration d) {
    Objects.requireNonNull(d, "linger");
    if (d.isNegative()) {
      throw new IllegalArgumentException("linger must not be negative, but is " + d);
    }
    return new LockOptions(localHandoffs, d, reentry);
  }

  /**
   * {@return these options with or without reentry} Without it, a thread that holds the lock and
   * asks for it again is treated like any other thread: {@code acquire()} waits until another
   * thread closes the lease, and the leases do not count as held by the thread.
   *
   * @param reentrant true to grant the lock again to the thread that holds it
   */
  public LockOptions withReentry(boolean reentrant) {
    return new LockOptions(localHandoffs, linger, reentrant);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof LockOptions options
            && localHandoffs == options.localHandoffs
            && linger.equals(options.linger)
            && reentry == options.reentry);
  }

  @Override
  public int hashCode() {
    return Objects.hash(localHandoffs, linger, reentry);
  }

  @Override
  public String toString() {
    return "LockOptions[localHandoffs=%d, linger=%s, reentry=%s]"
        .formatted(localHandoffs, linger, reentry);
  }
}
