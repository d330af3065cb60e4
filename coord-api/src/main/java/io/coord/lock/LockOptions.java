package io.coord.lock;

import java.time.Duration;
import java.util.Objects;

/**
 * How a lock is shared between the threads of one process and other processes.
 *
 * @param localHandoffs how many grants in a row one process makes to its own threads while another
 *     process waits: 1 to 4096. 1 keeps the order of asking across processes; more is faster
 * @param linger how long an unused lock stays with this process if nobody else asks for it; zero
 *     gives it back at once
 */
public record LockOptions(int localHandoffs, Duration linger) {

  private static final LockOptions DEFAULTS = new LockOptions(16, Duration.ZERO);

  /**
   * Checks the values.
   *
   * @param localHandoffs 1 to 4096
   * @param linger zero or more
   * @throws IllegalArgumentException if localHandoffs is not within 1 to 4096, or linger is
   *     negative
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
   * {@return these options with so many grants in a row}
   *
   * @param n 1 to 4096; see {@link #localHandoffs()}
   * @throws IllegalArgumentException if it is not within 1 to 4096
   */
  public LockOptions withLocalHandoffs(int n) {
    return new LockOptions(n, linger);
  }

  /**
   * {@return these options with that linger}
   *
   * @param d zero for none; see {@link #linger()}
   * @throws IllegalArgumentException if it is negative
   */
  public LockOptions withLinger(Duration d) {
    return new LockOptions(localHandoffs, d);
  }
}
