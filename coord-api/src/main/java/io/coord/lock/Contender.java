package io.coord.lock;

import java.time.Instant;
import java.util.Objects;

/**
 * A process in a lock's queue.
 *
 * @param owner the owner label that the process wrote into its node, host/pid by default; if the
 *     process uses another library, whatever that library wrote
 * @param since when it joined the queue, by the server's clock
 * @param holder whether it is first in the queue and so holds the lock
 */
public record Contender(String owner, Instant since, boolean holder) {

  /**
   * Rejects nulls.
   *
   * @param owner not null; may be empty
   * @param since not null
   * @param holder true for at most one contender of a queue
   */
  public Contender {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(since, "since");
  }
}
