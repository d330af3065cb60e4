package io.coord.curator.internal.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.lock.NoOpBackend;
import io.coord.curator.internal.engine.lock.ProcessLock;
import io.coord.curator.internal.engine.lock.Waiter;
import io.coord.curator.internal.engine.session.SessionProof;
import io.coord.curator.internal.engine.session.SimulatedSession;
import io.coord.curator.testing.CapturedLog;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The protocol of the lock, without a server. */
@Timeout(60)
class QueueAcquisitionTest {

  private final SimulatedSession session = new SimulatedSession();
  private final AtomicInteger rounds = new AtomicInteger();
  private final SessionProof proof =
      new SessionProof(session, System::nanoTime, rounds::incrementAndGet);
  private final SimulatedQueue queue = new SimulatedQueue();
  private final Backend backend = new Backend();
  private final ProcessLock lock = new ProcessLock("orders", LockOptions.defaults(), backend);
  private final CompletableFuture<Lease> waiting = new CompletableFuture<>();

  /** Fails a step on demand, and starts attempts. */
  private final class Backend extends NoOpBackend {
    private boolean failsToAskForOthers;
    private Runnable next = () -> {};
    private int attempts;
    private int pauses;

    @Override
    public void start(ProcessLock started, Attempt attempt) {
      attempts++;
      new QueueAcquisition(backends, started, attempt, path, new byte[0]).start();
    }

    @Override
    public long connectionEpoch() {
      if (failsToAskForOthers && attempts == 1) {
        failsToAskForOthers = false;
        throw new StackOverflowError("for the test");
      }
      return 1;
    }

    @Override
    public Future<?> later(Runnable task, Duration delay) {
      pauses++;
      next = task;
      return new CompletableFuture<>();
    }
  }

  private final QueueBackends backends =
      new QueueBackends(session, queue, proof, "/locks", new byte[0]);
  private final LockPath path = backends.path("/locks/orders");

  @BeforeEach
  void connect() {
    session.states().connected();
  }

  @AfterEach
  void close() {
    proof.close();
    session.close();
  }

  private void acquire() {
    lock.enqueue(Waiter.async(waiting, Runnable::run), null);
  }

  @Test
  void theFirstContenderHasTheLock() {
    acquire();

    assertThat(waiting).isCompleted();
  }

  @Test
  void aNodeWhoseDeletionCannotBeSentIsDeletedAMomentLater() {
    acquire();
    queue.failingDeletes = 1;

    waiting.join().close();
    assertThat(queue.deleted).isEmpty();
    backend.next.run();

    assertThat(queue.deleted).hasSize(1);
  }

  @Test
  void anotherWaitsForTheOneBeforeIt() {
    queue.add("lock-");
    acquire();
    assertThat(waiting).isNotDone();

    QueuePort.Watch watch = queue.watch;
    assertThat(watch).isNotNull();
    queue.remove("lock-0000000000");
    watch.onEvent(QueuePort.Event.DELETED, "lock-0000000000");

    assertThat(waiting).isCompleted();
  }

  /** What it throws when a reply or an event is there would be heard of by nobody. */
  @Test
  void aStepThatFailsEndsTheAttemptAndWithdrawsItsContender() {
    queue.add("lock-");
    try (CapturedLog log = CapturedLog.start()) {
      backend.failsToAskForOthers = true;
      acquire();

      assertThat(log.lines("An attempt for lock 'orders' failed")).hasSize(1);
    }
    assertThat(queue.deleted).singleElement().asString().startsWith("/locks/orders/_c_");
    assertThat(backend.pauses).as("pauses before the next attempt").isEqualTo(1);
    assertThat(waiting).isNotDone();

    backend.next.run();
    assertThat(backend.attempts).isEqualTo(2);
  }

  @Test
  void aContenderThatIsSentIsNotForgottenThoughTheQueueCannotBeListedWithIt() {
    path.onList(false); // so it is likely to be free, and is listed in the same breath
    queue.failingLists = 1;

    acquire();

    assertThat(waiting).isCompleted();
    assertThat(queue.deleted).isEmpty();
  }

  @Test
  void aContenderThatCannotLookAnyMoreLeavesTheQueueAndTriesAgain() {
    queue.add("lock-");
    acquire();
    queue.remove("lock-0000000000");
    queue.failingLists = 1;

    queue.watch.onEvent(QueuePort.Event.DELETED, "lock-0000000000");

    assertThat(queue.deleted).singleElement().asString().startsWith("/locks/orders/_c_");
    assertThat(backend.pauses).isEqualTo(1);
  }

  @Test
  void aContenderIsSoughtOnThoughOneSearchFails() {
    queue.losesReplyToCreate = true;
    queue.failingLists = 1;
    acquire();
    assertThat(waiting).isNotDone();

    queue.again.run();

    assertThat(waiting).isCompleted();
  }

  @Test
  void aLockThatIsOpenedAgainKnowsThatItsListsWereLost() {
    for (int i = 0; i < 3; i++) {
      backends.path("/locks/orders").length().onList(ReplyCode.CONNECTIONLOSS);
    }

    assertThat(backends.path("/locks/orders").length().isDoubtful()).isTrue();
  }

  /** The mutex that was to queue again could not begin, and the same node was sought once more. */
  @Test
  void aContenderThatWasFoundAgainIsNotProvenAfterTheEnd() throws Exception {
    queue.add("lock-");
    acquire();
    String lost = queue.contender;
    queue.remove(lost);
    queue.watch.onEvent(QueuePort.Event.CHANGED, "lock-0000000000");
    assertThat(queue.mutexes).hasSize(1);

    queue.restore(lost); // it was only not shown
    queue
        .mutexes
        .get(0)
        .onMutexOver(
            new MutexSteps.Outcome.Failed(
                new ReplyException(ReplyCode.CONNECTIONLOSS, "/locks/orders")));
    queue.remove("lock-0000000000");
    queue.watch.onEvent(QueuePort.Event.DELETED, "lock-0000000000");
    waiting.get(30, TimeUnit.SECONDS).close();

    assertThat(proof.isProven(SimulatedQueue.SESSION)).isTrue();
    proof.connectionChanged(); // a round is due
    Awaitility.await()
        .failFast("a node that is gone is proven", () -> rounds.get() > 0)
        .until(() -> !proof.isProven(SimulatedQueue.SESSION)); // nothing is left to prove
  }

  /** It is there, though the server that is asked does not show it yet (hazard L17). */
  @Test
  void aContenderWhoseCreationWasNotAnsweredIsFoundOnAServerThatLags() {
    queue.lags = true;
    queue.losesReplyToCreate = true;

    acquire();

    assertThat(waiting).isCompleted();
    assertThat(queue.mutexes).isEmpty();
  }
}
