package io.coord.curator.internal.support;

import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * All that the engines know of threads, time and chance: the executors of one Coordination, by what
 * they may be used for, its {@link Timer} and its random numbers. {@link ThreadPools} is the real
 * one; an engine that uses nothing else can run in a single thread and in simulated time.
 *
 * <p>No executor throws because no thread can be started for a while: tasks are kept. One that
 * throws all the same, because there is not even memory to keep a task, has not taken it; where
 * that must not be the end, the task is submitted by {@link Retry}.
 */
public interface Threads {

  /** For steps of the engines, which never block. */
  Executor engine();

  /** For calls that may block in Curator or ZooKeeper. */
  Executor workers();

  /** For listeners and completions of the application, which may do anything. */
  Executor callbacks();

  /**
   * For tasks of the application that may take for ever: each runs on a new thread of its own,
   * which ends with it. So whoever keeps that thread cannot interrupt anything else by it.
   */
  Executor ownThreads();

  /** For delays. */
  Timer timer();

  /** For what must not happen in many processes at once. */
  RandomGenerator random();

  /** An id that no other process has. */
  default UUID newId() {
    return UUID.randomUUID();
  }

  /** Whether this is a thread of an engine, which must not block. */
  boolean isEngine();

  /**
   * Whether this thread would have to deliver a reply, or the news that the connection is back: an
   * engine thread, or one of the transport's. A wait for a reply would never end there, and would
   * delay everybody else (hazards C3 and C9).
   */
  boolean deliversReplies();

  /** An executor that submits to that one a moment later. */
  default Executor later(Executor executor) {
    return later(executor, 50);
  }

  /** That executor, so much later. */
  default Executor later(Executor executor, long millis) {
    return task -> {
      var unused = timer().schedule(() -> executor.execute(task), millis, TimeUnit.MILLISECONDS);
    };
  }
}
