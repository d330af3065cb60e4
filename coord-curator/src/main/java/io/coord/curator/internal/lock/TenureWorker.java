package io.coord.curator.internal.lock;

import io.coord.RejectedException;
import io.coord.curator.internal.lock.ContenderCreation.Entry;
import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.session.SessionProof;
import io.coord.curator.internal.support.ZkErrors;
import io.coord.curator.internal.support.ZkErrors.Intent;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.server.ZooKeeperThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt's way to a tenure. If the lock is likely to be free, its contender is created and the
 * queue is listed at once, without a thread that waits for it: who is first holds the lock when the
 * answer is there. Whoever has to wait, for others or for a connection, does so in an
 * InterProcessMutex on a worker's thread.
 *
 * <p>Each run has a mutex of its own, as that binds its state to the acquiring thread, and a tenure
 * may be ended by any. InterProcessMutex may block for long when the service cannot be reached
 * (hazard L5); callers do not wait for it.
 */
final class TenureWorker implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(TenureWorker.class);

  private final Connection connection;
  private final ProcessLock lock;
  private final Attempt attempt;
  private final LockNode parent;
  private final byte[] label;
  private final ContenderDriver driver;
  private final Function<ContenderDriver, CuratorTenure> newTenure;
  private @Nullable ContenderCreation creation; // written before it is under way

  TenureWorker(
      Connection connection,
      SessionProof proof,
      ProcessLock lock,
      Attempt attempt,
      LockNode parent,
      byte[] label,
      Function<ContenderDriver, CuratorTenure> newTenure) {
    this.connection = connection;
    this.lock = lock;
    this.attempt = attempt;
    this.parent = parent;
    this.label = label;
    this.driver = new ContenderDriver(connection, proof, lock, parent, attempt);
    this.newTenure = newTenure;
  }

  /** Begins, without a wait; what needs to wait does so on a worker. */
  void start() {
    ContenderCreation sent = send();
    creation = sent;
    if (sent == null) {
      execute();
    } else {
      var unused = sent.entry().whenComplete((entry, failure) -> onAnswer(sent, entry));
    }
  }

  private @Nullable ContenderCreation send() {
    if (!parent.isLikelyFree()
        || !connection.isConnected()
        || Thread.currentThread() instanceof ZooKeeperThread
        || connection.threads().isEngine()) {
      // The mutex makes parents, waits for a connection and for others, and calls what the client's
      // owner plugged in where that may block.
      return null;
    }
    try {
      return ContenderCreation.send(connection, parent, label);
    } catch (Exception | Error e) { // what the client's owner plugged in failed; so it will again
      return null;
    }
  }

  /** On ZooKeeper's thread, so nothing here waits either. */
  private void onAnswer(ContenderCreation answered, @Nullable Entry entry) {
    if (attempt.isInterrupted()) {
      abandon(); // the workers may be gone already
      return;
    }
    if (entry != null) {
      driver.onQueued(answered, entry, label);
    }
    if (driver.isFirst()) {
      begin();
    } else {
      execute();
    }
  }

  private void execute() {
    try {
      connection.threads().workers().execute(this);
      if (connection.threads().workers().isShutdown() && creation != null) {
        creation.abandon(); // nobody comes any more who would
      }
    } catch (RuntimeException | Error e) { // no thread can be had at the moment
      log.error("An attempt for lock '{}' could not be started.", lock.name(), e);
      abandon();
    }
  }

  private void abandon() {
    if (creation != null) {
      creation.abandon();
    }
    lock.failed(attempt, null);
  }

  @Override
  public void run() {
    if (!attempt.enter()) {
      abandon();
      return;
    }
    Throwable failure = null;
    try {
      newMutex().acquire();
    } catch (Exception | Error e) { // the top of this thread
      failure = e;
    } finally {
      attempt.leave();
      driver.stopProving();
    }
    if (failure == null) {
      begin();
    } else {
      driver.removeWatches();
      log.debug("An attempt for lock '{}' ended.", lock.name(), failure);
      lock.failed(attempt, refusal(failure));
    }
  }

  private InterProcessMutex newMutex() {
    return new InterProcessMutex(driver.client(), parent.path(), driver) {
      @Override
      protected byte[] getLockNodeBytes() {
        return label;
      }
    };
  }

  private void begin() {
    CuratorTenure tenure = newTenure.apply(driver);
    if (FencingToken.fits(tenure.czxid())) {
      lock.begun(attempt, tenure);
      return;
    }
    var unused = tenure.end();
    lock.failed(
        attempt,
        () ->
            new RejectedException(
                "No fencing token for lock '%s': the ensemble's epoch is too high (czxid 0x%x)."
                    .formatted(lock.name(), tenure.czxid())));
  }

  /** Why it never will work, or null if it may another time. */
  private @Nullable Supplier<RuntimeException> refusal(Throwable failure) {
    if (connection.client().getState() == CuratorFrameworkState.STOPPED) {
      return () ->
          new IllegalStateException(
              "The Curator client of lock '%s' is closed.".formatted(lock.name()), failure);
    }
    if (failure instanceof ContenderDriver.NodeGoneException) {
      return null;
    }
    if (failure instanceof KeeperException keeper && !ZkErrors.isTransient(keeper.code())) {
      return () ->
          ZkErrors.translate(
              keeper.code(), Intent.WRITE, "acquire lock '%s'".formatted(lock.name()));
    }
    if (failure instanceof RuntimeException || failure instanceof Error) {
      log.error("An attempt for lock '{}' failed unexpectedly.", lock.name(), failure);
    }
    return null;
  }
}
