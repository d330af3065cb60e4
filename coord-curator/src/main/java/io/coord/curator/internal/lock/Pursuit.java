package io.coord.curator.internal.lock;

import io.coord.RejectedException;
import io.coord.curator.internal.lock.ContenderCreation.Entry;
import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.session.SessionProof;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.zookeeper.server.ZooKeeperThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt's way to a tenure. As long as the connection stays it needs no thread: the contender
 * is created, waits for its turn by a watch, and has it when ZooKeeper says so. Whatever else is to
 * be waited for, a connection, parents, a lost place, is up to a {@link MutexRun} on a worker,
 * which takes over the contender that is there.
 */
final class Pursuit implements PredecessorWatch.Observer {

  private static final Logger log = LoggerFactory.getLogger(Pursuit.class);

  private final Connection connection;
  private final ProcessLock lock;
  private final Attempt attempt;
  private final LockNode parent;
  private final byte[] label;
  private final ContenderDriver driver;
  private final Function<ContenderDriver, CuratorTenure> newTenure;
  private @Nullable ContenderCreation creation; // written before it is under way

  Pursuit(
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
    if (!connection.isConnected()
        || Thread.currentThread() instanceof ZooKeeperThread
        || connection.threads().isEngine()) {
      // The worker may be kept waiting, and calls what the client's owner plugged in where that may
      // block.
      return null;
    }
    try {
      QueueRequests queue =
          new QueueRequests(
              connection.zooKeeper(),
              // Not the common pool, which may be full of threads that wait for this very lock; and
              // one that goes on when all is closed.
              connection.threads().callbacks(),
              connection.absolute(parent.path()));
      ContenderCreation sent = new ContenderCreation(queue);
      sent.send(connection.client().usingNamespace(null), label, parent.isLikelyFree());
      return sent;
    } catch (Exception | Error e) { // what the client's owner plugged in failed; so it will again
      return null;
    }
  }

  /** On ZooKeeper's thread, as all that follows without a worker; so nothing here waits either. */
  private void onAnswer(ContenderCreation answered, @Nullable Entry entry) {
    if (attempt.isInterrupted()) {
      abandon(); // the workers may be gone already
      return;
    }
    if (entry == null) {
      execute();
      return;
    }
    driver.onQueued(answered, entry, label);
    PredecessorWatch watch = new PredecessorWatch(answered.queue(), this);
    if (!attempt.beginWait(() -> leave(watch))) {
      abandon();
    } else if (entry.contenders() != null) {
      onList(watch, entry.contenders());
    } else {
      watch.look();
    }
  }

  @Override
  public void onList(PredecessorWatch watch, List<String> contenders) {
    if (!driver.isAmong(contenders)) {
      watch.fail();
      return;
    }
    String predecessor = driver.predecessor(contenders);
    if (predecessor == null) {
      if (attempt.endWait()) {
        begin();
      }
    } else if (driver.mayWait()) {
      watch.watch(predecessor);
    } else if (attempt.endWait()) {
      abandon();
    }
  }

  @Override
  public void onTrouble() {
    if (attempt.endWait()) {
      execute();
    }
  }

  /** By whichever thread interrupts the attempt. */
  private void leave(PredecessorWatch watch) {
    watch.end();
    abandon();
  }

  private void execute() {
    try {
      connection.threads().workers().execute(newMutexRun());
      if (connection.threads().workers().isShutdown() && creation != null) {
        var unused = creation.abandon(); // nobody comes any more who would
      }
    } catch (RuntimeException | Error e) { // no thread can be had at the moment
      log.error("An attempt for lock '{}' could not be started.", lock.name(), e);
      abandon();
    }
  }

  private MutexRun newMutexRun() {
    return new MutexRun(this, attempt, connection, lock.name(), parent.path(), label, driver);
  }

  /** The attempt is over when its node is known to be gone, or for how long it takes to be told. */
  void abandon() {
    driver.stopProving();
    if (creation == null) {
      lock.failed(attempt, null);
    } else {
      var unused = creation.abandon().thenRun(() -> lock.failed(attempt, null));
    }
  }

  /** The contender is first in the queue. */
  void begin() {
    CuratorTenure tenure = newTenure.apply(driver);
    driver.stopProving(); // after it, as the tenure is proven from now on
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

  /** Nothing is in the queue any more. */
  void fail(@Nullable Supplier<RuntimeException> refusal) {
    driver.stopProving();
    lock.failed(attempt, refusal);
  }
}
