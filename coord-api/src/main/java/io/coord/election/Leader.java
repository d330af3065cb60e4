package io.coord.election;

import io.coord.registry.ServiceInstance;
import java.time.Instant;
import java.util.Objects;

/**
 * The leader of an election, as everybody sees it: the first in the queue. That is not proof that
 * it still leads.
 *
 * @param instance what it stands with, or has announced since; of a process that uses another
 *     library, a raw instance with the name of its node as the id
 * @param epoch the epoch of its term, the same that {@link Term#epoch} tells the leader itself
 * @param queuedSince when it joined the queue, by the server's clock
 */
public record Leader(ServiceInstance instance, long epoch, Instant queuedSince) {

  /**
   * Rejects nulls.
   *
   * @param instance not null
   * @param epoch greater than that of every earlier leader
   * @param queuedSince not null
   */
  public Leader {
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(queuedSince, "queuedSince");
  }
}
