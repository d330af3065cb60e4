package io.coord.curator.internal.zookeeper.lock;

import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.queue.MutexSteps;
import io.coord.curator.internal.engine.queue.MutexSteps.Outcome;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.zookeeper.lock.MutexDriver.PlaceLostException;
import io.coord.curator.internal.zookeeper.lock.MutexDriver.QueuedException;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.Replies;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.ConnectionLossException;

/**
 * Runs an InterProcessMutex for an attempt, on a worker, until it holds the lock or is queued
 * behind another contender.
 *
 * <p>Each run creates its own mutex: a mutex ties its state to the acquiring thread, but any thread
 * may release a tenure. InterProcessMutex may block for a long time in an outage (hazard L5), so it
 * is interrupted when the connection is lost; no caller waits for it.
 */
final class MutexRun implements Runnable {

  private static final Log log = Log.of(MutexRun.class);

  private final Connection connection;
  private final String path;
  private final byte[] label;
  private final MutexSteps steps;

  /** Does nothing yet. */
  MutexRun(Connection connection, String path, byte[] label, MutexSteps steps) {
    this.connection = connection;
    this.path = path;
    this.label = label;
    this.steps = steps;
  }

  @Override
  public void run() {
    if (!steps.start()) {
      steps.abandon();
      return;
    }
    Outcome outcome = acquire();
    boolean disturbed = steps.stop();
    steps.onMutexOver(
        disturbed && isPluggedIn(outcome)
            ? new Outcome.Failed(new InterruptedException())
            : outcome);
  }

  /** An exception from an interrupted plug-in is not a rejection. */
  private static boolean isPluggedIn(Outcome outcome) {
    return outcome instanceof Outcome.Failed failed
        && !(failed.failure() instanceof ReplyException);
  }

  private Outcome acquire() {
    try {
      if (!connection.canSend()) { // an interrupt follows if that changes
        throw new ConnectionLossException();
      }
      newMutex().acquire();
      return new Outcome.Holds();
    } catch (QueuedException e) {
      return new Outcome.Queued(e.contenders());
    } catch (PlaceLostException e) {
      return new Outcome.PlaceLost();
    } catch (KeeperException e) {
      log.debug("A mutex on {} ended.", path, e);
      return new Outcome.Failed(new ReplyException(Replies.code(e.code()), path));
    } catch (Exception | Error e) { // top of the thread
      log.debug("A mutex on {} ended.", path, e);
      return new Outcome.Failed(e);
    }
  }

  private InterProcessMutex newMutex() {
    MutexDriver driver = new MutexDriver(connection, path, steps);
    return new InterProcessMutex(MutexClient.of(connection.client()), path, driver) {
      @Override
      protected byte[] getLockNodeBytes() {
        return label;
      }
    };
  }
}
