package io.coord.curator.internal.engine.queue;

import io.coord.RejectedException;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.lock.FencingToken;
import io.coord.curator.internal.engine.lock.ProcessLock;
import io.coord.curator.internal.engine.queue.ContenderCreation.Entry;
import io.coord.curator.internal.engine.queue.ContenderDriver.QueuedException;
import io.coord.curator.internal.zookeeper.lock.MutexRun;
import io.coord.curator.internal.zookeeper.session.Connection;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.zookeeper.KeeperException.NoNodeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt's way to a tenure. It needs no thread: the contender is created, waits for its turn
 * by a watch, and has it when ZooKeeper says so. A lost connection is outlasted by the contender as
 * long as its handle lives; with that the attempt is over. For parents that are missing, or a place
 * that was lost, a {@link MutexRun} queues on a worker.
 */
public final class QueueAcquisition implements PredecessorWatch.Observer {

  private static final Logger log = LoggerFactory.getLogger(QueueAcquisition.class);

  private final Connection connection;
  private final ProcessLock lock;
  private final Attempt attempt;
  private final LockPath parent;
  private final byte[] label;
  private final ContenderDriver driver;
  private final Function<ContenderDriver, QueueTenure> newTenure;

  QueueAcquisition(
      Connection connection,
      ProcessLock lock,
      Attempt attempt,
      LockPath parent,
      byte[] label,
      ContenderDriver driver,
      Function<ContenderDriver, QueueTenure> newTenure) {
    this.connection = connection;
    this.lock = lock;
    this.attempt = attempt;
    this.parent = parent;
    this.label = label;
    this.driver = driver;
    this.newTenure = newTenure;
  }

  /** Begins, without a wait. What the client's owner plugged in may block, where that may be. */
  void start() {
    if (connection.threads().bringsAnswers()) {
      connection.threads().workers().execute(this::send);
    } else {
      send();
    }
  }

  private void send() {
    if (attempt.isInterrupted() || !connection.canSend()) {
      fail(null); // it is tried again when the connection is back
      return;
    }
    try {
      follow(driver.create(label));
    } catch (Exception | Error e) { // of what the client's owner plugged in
      fail(LockRefusal.of(e, connection, lock.name()));
    }
  }

  private void follow(ContenderCreation creation) {
    var unused =
        creation.entry().whenComplete((entry, failure) -> onAnswer(creation, entry, failure));
  }

  /** On ZooKeeper's thread, as all that follows without a worker; so nothing here waits either. */
  private void onAnswer(
      ContenderCreation answered, @Nullable Entry entry, @Nullable Throwable failure) {
    if (attempt.isInterrupted()) {
      abandon(); // the workers may be gone already
    } else if (entry == null) {
      onNotQueued(failure instanceof CompletionException e ? e.getCause() : failure);
    } else {
      driver.onQueued(answered, entry);
      await(answered, entry.contenders());
    }
  }

  private static boolean isNoNode(@Nullable Throwable failure) {
    return failure instanceof ReplyException reply && reply.code() == ReplyCode.NONODE;
  }

  private void onNotQueued(@Nullable Throwable failure) {
    if (isNoNode(failure)) {
      execute();
    } else {
      fail(failure == null ? null : LockRefusal.of(failure, connection, lock.name()));
    }
  }

  /** Waits for its turn. The contenders are listed if they are not known. */
  private void await(ContenderCreation queued, @Nullable List<String> contenders) {
    PredecessorWatch watch = new PredecessorWatch(queued.queue(), this);
    if (!attempt.beginWait(() -> leave(watch))) {
      abandon();
    } else if (contenders != null) {
      onList(watch, contenders);
    } else {
      watch.look();
    }
  }

  @Override
  public void onList(PredecessorWatch watch, List<String> contenders) {
    if (!driver.isAmong(contenders)) {
      watch.fail(driver.node().isOpen() ? ReplyCode.NONODE : ReplyCode.SESSIONEXPIRED);
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
      leave(watch);
    }
  }

  @Override
  public void onTrouble(ReplyCode code) {
    if (!attempt.endWait()) {
      return;
    }
    if (code == ReplyCode.NONODE) {
      execute(); // the place is lost
    } else {
      withdraw(new ReplyException(code, parent.path()));
    }
  }

  /** Nobody waits; by whichever thread interrupts the attempt, or sees that. */
  private void leave(PredecessorWatch watch) {
    watch.end();
    abandon();
  }

  private void execute() {
    connection
        .threads()
        .workers()
        .execute(new MutexRun(this, attempt, connection, parent.path(), label, driver));
  }

  /**
   * The mutex has done what it can.
   *
   * @param failure null if it holds the lock
   */
  public void onRun(@Nullable Throwable failure) {
    ContenderCreation creation = driver.creation();
    if (failure == null) {
      begin();
    } else if (attempt.isInterrupted()) {
      abandon();
    } else if (failure instanceof QueuedException queued && creation != null) {
      await(creation, queued.contenders());
    } else if (creation != null
        && !creation.entry().isCompletedExceptionally()
        && !(failure instanceof NoNodeException)
        && LockRefusal.of(failure, connection, lock.name()) == null) {
      follow(creation); // the connection was lost: the contender is sought, and keeps its place
    } else {
      withdraw(failure);
    }
  }

  /** Nobody waits. It is over when its node is known to be gone, or as long as that takes. */
  public void abandon() {
    var unused = driver.withdraw().thenRun(() -> lock.failed(attempt, null));
  }

  private void withdraw(Throwable failure) {
    log.debug("An attempt for lock '{}' ended.", lock.name(), failure);
    var unused = driver.withdraw();
    Supplier<RuntimeException> tooLong = parent.length().refusal();
    fail(tooLong == null ? LockRefusal.of(failure, connection, lock.name()) : tooLong);
  }

  /** The contender is first in the queue. */
  private void begin() {
    QueueTenure tenure = newTenure.apply(driver);
    driver.stopProving(); // after it, as the tenure is proven from now on
    if (FencingToken.fits(tenure.czxid())) {
      lock.begun(attempt, tenure);
      return;
    }
    var unused = tenure.end();
    fail(
        () ->
            new RejectedException(
                "No fencing token for lock '%s': the ensemble's epoch is too high (czxid 0x%x)."
                    .formatted(lock.name(), tenure.czxid())));
  }

  private void fail(@Nullable Supplier<RuntimeException> refusal) {
    driver.stopProving();
    lock.failed(attempt, refusal);
  }
}
