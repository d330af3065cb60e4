package io.coord.curator.internal.engine.queue;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What an InterProcessMutex asks of the attempt that it queues for. The decisions are those of an
 * attempt that waits by a watch; the mutex follows them.
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

    /** The contender is queued behind another; from here a watch is enough. */
    record Queued(List<String> contenders) implements Outcome {}

    /** Its place was lost, at each try. */
    record PlaceLost() implements Outcome {}

    /**
     * Something else failed: a {@link io.coord.curator.internal.engine.ReplyException}, an
     * interrupt, an {@link io.coord.UnavailableException}; anything else comes from a plug-in of
     * the client.
     */
    record Failed(Throwable failure) implements Outcome {}
  }

  /**
   * The run starts, on a thread that may be interrupted until {@link #stop}.
   *
   * @return false if nobody waits any more, so there must be no run
   */
  boolean start();

  /** Takes the contender of the try before, if any, out of the queue: its place is lost. */
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
   * The run stops: no interrupt comes after this.
   *
   * @return whether one came before, which may be why the run failed
   */
  boolean stop();

  /** Takes the outcome of the run. */
  void onMutexOver(Outcome outcome);

  /** There is no run, because nobody waits any more. */
  void abandon();
}
