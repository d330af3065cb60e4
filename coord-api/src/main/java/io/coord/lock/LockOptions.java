package io.coord.lock;

import java.time.Duration;
import java.util.Objects;

/**
 * How the threads of one process share a lock with other processes.
 *
 * @param localHandoffs how many grants in a row one process makes to its own threads while another
 *     process waits: 1 to 4096. With 1 the order is FIFO across processes; more is faster
 * @param linger how long this process keeps an unused lock if no other process wants it; zero
 *     releases it immediately
 */
public record LockOptions(int localHandoffs, Duration linger) {

  private static final LockOptions DEFAULTS = new LockOptions(16, Duration.ZERO);

  /**
   * Validates the values.
   *
   * @param localHandoffs 1 to 4096
   * @param linger zero or more
   * @throws IllegalArgumentException if localHandoffs is outside 1 to 4096, or linger is negative
   */
  public LockOptions {
    Objects.requireNonNull(linger, "linger");
    if (localHandoffs < 1 || localHandoffs > 4096) {
      throw new IllegalArgumentException(
          "localHandoffs must be within 1 to 4096, but is " + localHandoffs);
    }
    if (linger.isNegative()) {
      throw new IllegalArgumentException("linger must not be negative, but is " + linger);
    }
  }

  /** {@return 16 hand-offs, no linger} */
  public static LockOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return these options with this number of grants in a row}
   *
   * @param n 1 to 4096; see {@link #localHandoffs()}
   * @throws IllegalArgumentException if it is outside 1 to 4096
   */
  public LockOptions withLocalHandoffs(int n) {
    return new LockOptions(n, linger);
  }

  /**
   * {@return these options with this linger}
   *
   * @param d zero for none; see {@link #linger()}
   * @throws IllegalArgumentException if it is negative
   */
  public LockOptions withLinger(Duration d) {
    return new LockOptions(localHandoffs, d);
  }
}
