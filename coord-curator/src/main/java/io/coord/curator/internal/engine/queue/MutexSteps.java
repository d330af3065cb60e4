package io.coord.curator.internal.engine.queue;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What an InterProcessMutex asks the attempt that it queues for. The attempt decides as it does
 * when it waits by a watch; the mutex obeys.
 */
public interface MutexSteps {

  /** Where our contender stands in a list. */
  enum Place {
    /** It is first, and holds the lock. */
    FIRST,
    /** It waits behind another. */
    BEHIND,
    /** It is not in the queue, or belongs to a session other than the one that read the list. */
    GONE
  }

  /** The outcome of a run. */
  sealed interface Outcome {

    /** The mutex holds the lock. */
    record Holds() implements Outcome {}

    /** The contender is queued behind another; from here on, a watch is enough. */
    record Queued(List<String> contenders) implements Outcome {}

    /** Its place was lost, on every try. */
    record PlaceLost() implements Outcome {}

    /**
     * Something else failed: a {@link io.coord.curator.internal.engine.ReplyException}, an
     * interrupt, an {@link io.coord.UnavailableException}; anything else comes from one of the
     * client's plug-ins.
     */
    record Failed(Throwable failure) implements Outcome {}
  }

  /**
   * The run starts, on a thread that may be interrupted until {@link #stop}.
   *
   * @return false if nobody waits any longer, so there must be no run
   */
  boolean start();

  /** Takes the previous try's contender, if any, out of the queue: its place is lost. */
  void withdrawFormer();

  /**
   * Puts a contender into the queue.
   *
   * @return completed when it is queued; fails with a {@link
   *     io.coord.curator.internal.engine.ReplyException}
   */
  CompletableFuture<?> create() throws QueuePort.PlugInException;

  /** The contender is queued; returns the name of its node. */
  String onCreated();

  /** Decides on a list that the client's current session has read. */
  Place place(List<String> contenders);

  /**
   * The run stops: no interrupt comes after this.
   *
   * @return whether one came earlier, which may be why the run failed
   */
  boolean stop();

  /** Takes the outcome of the run. */
  void onMutexOver(Outcome outcome);

  /** There is no run, because nobody waits any longer. */
  void abandon();
}
