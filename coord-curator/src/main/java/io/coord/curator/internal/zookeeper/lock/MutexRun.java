package io.coord.curator.internal.zookeeper.lock;

import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.queue.ContenderDriver;
import io.coord.curator.internal.engine.queue.ContenderDriver.QueuedException;
import io.coord.curator.internal.engine.queue.QueueAcquisition;
import io.coord.curator.internal.zookeeper.session.Connection;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.ConnectionLossException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker does for an attempt that has more to wait for than its turn, missing parents or a
 * lost place: it runs an InterProcessMutex until that holds the lock or has queued behind another.
 *
 * <p>Each run has a mutex of its own, as that binds its state to the acquiring thread, and a tenure
 * may be ended by any. InterProcessMutex may block for long when the service cannot be reached
 * (hazard L5), so it is interrupted when the connection is lost; callers do not wait for it.
 */
public final class MutexRun implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(MutexRun.class);

  private final QueueAcquisition pursuit;
  private final Attempt attempt;
  private final Connection connection;
  private final String path;
  private final byte[] label;
  private final ContenderDriver driver;

  /** Does nothing yet. */
  public MutexRun(
      QueueAcquisition pursuit,
      Attempt attempt,
      Connection connection,
      String path,
      byte[] label,
      ContenderDriver driver) {
    this.pursuit = pursuit;
    this.attempt = attempt;
    this.connection = connection;
    this.path = path;
    this.label = label;
    this.driver = driver;
  }

  @Override
  public void run() {
    if (!attempt.enter()) {
      pursuit.abandon();
      return;
    }
    Throwable failure = acquire();
    boolean disturbed = attempt.leave();
    pursuit.onRun(disturbed && isPluggedIn(failure) ? new InterruptedException() : failure);
  }

  /** What a plug-in throws that was interrupted while it waited is no refusal. */
  private static boolean isPluggedIn(@Nullable Throwable failure) {
    return failure != null
        && !(failure instanceof KeeperException)
        && !(failure instanceof QueuedException);
  }

  private @Nullable Throwable acquire() {
    try {
      if (!connection.canSend()) { // since it entered it is interrupted if that changes
        throw new ConnectionLossException();
      }
      newMutex().acquire();
      return null;
    } catch (Exception | Error e) { // the top of this thread
      log.debug("A mutex on {} ended.", path, e);
      return e;
    }
  }

  private InterProcessMutex newMutex() {
    return new InterProcessMutex(MutexClient.of(connection.client()), path, driver) {
      @Override
      protected byte[] getLockNodeBytes() {
        return label;
      }
    };
  }
}
