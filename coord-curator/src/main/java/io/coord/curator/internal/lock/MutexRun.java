package io.coord.curator.internal.lock;

import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.support.ZkErrors;
import io.coord.curator.internal.support.ZkErrors.Intent;
import java.util.function.Supplier;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker does for an attempt that has more to wait for than its turn: it runs an
 * InterProcessMutex, which goes on from the contender that is there, or creates one.
 *
 * <p>Each run has a mutex of its own, as that binds its state to the acquiring thread, and a tenure
 * may be ended by any. InterProcessMutex may block for long when the service cannot be reached
 * (hazard L5); callers do not wait for it.
 */
final class MutexRun implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(MutexRun.class);

  private final Pursuit pursuit;
  private final Attempt attempt;
  private final Connection connection;
  private final String lockName;
  private final String path;
  private final byte[] label;
  private final ContenderDriver driver;

  /** Does nothing yet. */
  MutexRun(
      Pursuit pursuit,
      Attempt attempt,
      Connection connection,
      String lockName,
      String path,
      byte[] label,
      ContenderDriver driver) {
    this.pursuit = pursuit;
    this.attempt = attempt;
    this.connection = connection;
    this.lockName = lockName;
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
    Throwable failure = null;
    try {
      newMutex().acquire();
    } catch (Exception | Error e) { // the top of this thread
      failure = e;
    } finally {
      attempt.leave();
    }
    if (failure == null) {
      pursuit.begin();
    } else {
      log.debug("An attempt for lock '{}' ended.", lockName, failure);
      driver.removeWatches();
      pursuit.fail(refusal(failure));
    }
  }

  private InterProcessMutex newMutex() {
    return new InterProcessMutex(connection.client(), path, driver) {
      @Override
      protected byte[] getLockNodeBytes() {
        return label;
      }
    };
  }

  /** Why it never will work, or null if it may another time. */
  private @Nullable Supplier<RuntimeException> refusal(Throwable failure) {
    if (connection.client().getState() == CuratorFrameworkState.STOPPED) {
      return () ->
          new IllegalStateException(
              "The Curator client of lock '%s' is closed.".formatted(lockName), failure);
    }
    if (failure instanceof ContenderDriver.NodeGoneException) {
      return null;
    }
    if (failure instanceof KeeperException keeper && !ZkErrors.isTransient(keeper.code())) {
      return () ->
          ZkErrors.translate(keeper.code(), Intent.WRITE, "acquire lock '%s'".formatted(lockName));
    }
    if (failure instanceof RuntimeException || failure instanceof Error) {
      log.error("An attempt for lock '{}' failed unexpectedly.", lockName, failure);
    }
    return null;
  }
}
