package io.coord.curator.internal.engine.registry;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The port of one instance's node. Each request is sent once, in one session, and gets an {@link
 * Answer} whatever fails: on the calling thread if nothing was sent, otherwise on a thread that
 * must not wait. So code that takes an answer must only hand it over. Nothing here waits.
 */
public interface InstancePort {

  /** The ports of one registry. */
  interface Factory {

    /**
     * The port of the node at that path. Sends nothing yet.
     *
     * @param onChange run on the executor when the node is created, written or deleted after a look
     */
    InstancePort open(String path, Executor serial, Runnable onChange);

    /** Whether no creation is queued. */
    boolean isIdle();
  }

  String path();

  /** Creates the node; NONODE if its parents are missing. */
  void create(byte[] payload, Consumer<Answer> then);

  /** Creates the parents as containers, with the client's ACLs for parents. */
  void createParents(Consumer<Answer> then);

  /**
   * Looks at the node and leaves a watch; if the node is absent, the watch is on its creation.
   *
   * @param latest whether all that the leader has proposed must first be committed, and applied at
   *     the server: an earlier request of ours whose reply was lost may be among it. That takes a
   *     transaction, because a leader answers a {@code sync} of its own clients at once (R10)
   */
  void look(boolean latest, Consumer<Answer> then);

  /** Writes the node if it is still at that version; the answer shows which node that was. */
  void write(byte[] payload, int version, Consumer<Answer> then);

  /** Deletes the node if it is still at that version. */
  void delete(int version, Consumer<Answer> then);

  /** Replaces the node at that version by ours, so that no observer sees a gap. */
  void replace(int version, byte[] payload, Consumer<Answer> then);

  /** We deleted the node, and the watch that a look left went with it. */
  void watchHasFired();

  /** Removes the watch that a look has left, if it is still there. */
  void unwatch();
}
