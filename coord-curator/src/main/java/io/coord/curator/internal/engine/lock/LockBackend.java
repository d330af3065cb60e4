package io.coord.curator.internal.engine.lock;

import io.coord.lock.Contender;
import io.coord.lock.LossCause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/** The port of one lock: what begins its tenures, a clock, and executors. */
public interface LockBackend {

  /** Begins the attempt, and does not wait for what comes of it. */
  void start(ProcessLock lock, Attempt attempt);

  /** Calls back after that delay, without a monitor held, unless it is cancelled. */
  Future<?> later(Runnable task, Duration delay);

  /** The delay before an attempt after so many that failed in a row. */
  Duration backoff(int failures);

  long nanoTime();

  /** Which time without an interruption of the connection this is; 0 while not connected. */
  long connectionEpoch();

  /** Finds out in the background whether the attempt is still queued behind another process. */
  void look(ProcessLock lock, Attempt attempt);

  /** For listeners of the application; never called with a monitor held. */
  Executor callbacks();

  /** A lease was lost, which may be worth a line in the log. Called without a monitor held. */
  void lost(ProcessLock lock, long token, LossCause cause);

  /** Reads who is queued, in the order of the queue. Waits for the service. */
  List<Contender> contenders() throws InterruptedException;

  /**
   * Checks that this thread is not one that would have to deliver the reply.
   *
   * @param action what the caller wants to do, to continue "Could not …"
   * @throws IllegalStateException if it is one
   */
  void requireThreadThatMayWait(String action);

  Duration operationTimeout();
}
