package io.coord.curator.internal.engine.queue;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a run of InterProcessMutex asks of the attempt that it queues for. The decisions are those
 * of an attempt that waits by a watch; the mutex only follows them.
 */
public interface MutexSteps {

  /** Where the own contender stands in a list. */
  enum Place {
    /** It is first, and holds the lock. */
    FIRST,
    /** It waits behind another. */
    BEHIND,
    /** It is not in the queue, or not in the session that has listed it. */
    GONE
  }

  /** What came of a run. */
  sealed interface Outcome {

    /** The mutex holds the lock. */
    record Holds() implements Outcome {}

    /** It is queued behind another; what is left to wait for needs no mutex. */
    record Queued(List<String> contenders) implements Outcome {}

    /** Its place was lost, more often than it was tried. */
    record PlaceLost() implements Outcome {}

    /**
     * Something else failed: a {@link io.coord.curator.internal.engine.ReplyException}, an
     * interrupt, an {@link io.coord.UnavailableException}; anything else was thrown by code that is
     * plugged into the client.
     */
    record Failed(Throwable failure) implements Outcome {}
  }

  /** Begins, on a thread that may be interrupted until {@link #leaveMutex}; false if not needed. */
  boolean enterMutex();

  /** Takes the contender of before, if any, out of the queue: its place is lost. */
  void withdrawFormer();

  /**
   * Puts a contender into the queue.
   *
   * @return completed when it is there; fails with a {@link
   *     io.coord.curator.internal.engine.ReplyException}
   */
  CompletableFuture<?> create() throws QueuePort.PlugInException;

  /** The contender is there; returns the name of its node. */
  String onCreated();

  /** The decision about a list, which the client's present session has read. */
  Place place(List<String> contenders);

  /**
   * No interrupt comes after this.
   *
   * @return whether one came before, so that what has failed may have failed by it
   */
  boolean leaveMutex();

  /** The run is over. */
  void onMutexOver(Outcome outcome);

  /** There was no run, as nobody waits any more. */
  void abandon();
}
