package io.coord.curator.internal.engine.registry;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The port of one instance's node. Each request is sent once, in one session, and is answered
 * whatever fails: by the calling thread if nothing was sent, or by one that must not wait. What
 * takes an answer must only hand over.
 */
public interface InstancePort {

  /** The ports of one registry. */
  interface Factory {

    /**
     * The port of the node at that path. Sends nothing yet.
     *
     * @param onChange called by the executor when the node that was looked at was created, written
     *     or deleted
     */
    InstancePort open(String path, Executor serial, Runnable onChange);

    /** Whether no creation waits for its turn. */
    boolean isIdle();
  }

  String path();

  /** Creates the node; NONODE if its parents are missing. */
  void create(byte[] payload, Consumer<Answer> then);

  /** Creates the parents as containers, with the access rights that the client gives to parents. */
  void createParents(Consumer<Answer> then);

  /**
   * Looks at the node and leaves a watch, on its creation if it is absent.
   *
   * @param latest whether the server is to catch up with its leader first: what an earlier request
   *     of ours did, whose answer was lost, might not have reached it
   */
  void look(boolean latest, Consumer<Answer> then);

  /** Writes the node if it is still at that version; the answer tells which node that was. */
  void write(byte[] payload, int version, Consumer<Answer> then);

  /** Deletes the node if it is still at that version. */
  void delete(int version, Consumer<Answer> then);

  /** Replaces the node at that version by ours, so that no observer sees a gap. */
  void replace(int version, byte[] payload, Consumer<Answer> then);

  /** The node was deleted: a watch that a look has left is gone with it. */
  void watchHasFired();

  /** Takes the watch off that a look has left, if it is still there. */
  void unwatch();
}
