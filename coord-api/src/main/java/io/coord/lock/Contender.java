package io.coord.lock;

import java.time.Instant;
import java.util.Objects;

/**
 * A process that is queued for a lock.
 *
 * @param owner who it is: the owner label written into its node, host/pid by default; for a program
 *     that uses another library, whatever that wrote there
 * @param since when it joined the queue, by the clock of the server
 * @param holder whether it is first and so holds the lock
 */
public record Contender(String owner, Instant since, boolean holder) {

  /**
   * Rejects nulls.
   *
   * @param owner not null; may be empty
   * @param since not null
   * @param holder true for one of the queue at most
   */
  public Contender {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(since, "since");
  }
}
