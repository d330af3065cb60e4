package io.coord.curator.internal.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.UnavailableException;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.engine.session.SimulatedSession;
import io.coord.curator.internal.support.Threads;
import io.coord.curator.internal.support.Timer;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of an acquire whose own machinery fails, or is slow. */
@Timeout(60)
class LockHandleTest {

  private final SimulatedSession session = new SimulatedSession();
  private final Service service = new Service();
  private final Clock clock = new Clock();
  private LockManager locks;
  private DistributedLock lock;

  /** A service at which every lock is free, unless it is silent. */
  private final class Service extends NoOpBackend implements LockBackends {
    private boolean silent;
    private boolean failing;
    private Runnable onStart = () -> {};

    @Override
    public LockBackend open(String lockName) {
      return this;
    }

    @Override
    public LockBackend openAt(String path, byte[] data) {
      return this;
    }

    @Override
    public Collection<SessionTenure> tenures() {
      return List.of();
    }

    @Override
    public void onConnected() {}

    @Override
    public void start(ProcessLock lock, Attempt attempt) {
      onStart.run();
      if (!silent) {
        lock.begun(attempt, new SomeTenure());
      }
    }

    /** Asked once a waiter is queued. */
    @Override
    public long connectionEpoch() {
      if (failing) {
        throw new StackOverflowError("for the test");
      }
      return 1;
    }
  }

  /** What falls due is run by the test. */
  private final class Clock implements Timer {
    private boolean failing;
    private Runnable due = () -> {};
    private CompletableFuture<Void> scheduled = new CompletableFuture<>();

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
      if (failing) {
        throw new OutOfMemoryError("for the test");
      }
      due = task;
      scheduled = new CompletableFuture<>();
      return scheduled;
    }
  }

  private static <T> T with(Class<T> type, T real, String method, Object instead) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, arguments) -> {
              if (called.getName().equals(method)) {
                return instead;
              }
              try {
                return called.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  @BeforeEach
  void open() {
    session.states().connected();
    locks = new LockManager(session, proof -> service, LockOptions.defaults());
    Threads threads = with(Threads.class, session.threads(), "timer", clock);
    SessionPort port = with(SessionPort.class, session, "threads", threads);
    lock = new LockHandle("orders", null, locks, port);
  }

  @AfterEach
  void close() {
    locks.close();
    session.close();
  }

  private void assertNobodyHasOrAwaitsTheLock() {
    assertThat(lock.toString()).contains("not held by this process");
  }

  @Test
  void aTimedAttemptWhoseTimerFailsLeavesNoWaiterAndNoLease() {
    clock.failing = true;

    assertThatThrownBy(() -> lock.tryAcquireAsync(Duration.ofSeconds(1)))
        .isInstanceOf(OutOfMemoryError.class);

    assertNobodyHasOrAwaitsTheLock();
  }

  @Test
  void anAttemptThatFailsOnceItIsQueuedLeavesNoWaiter() throws Exception {
    service.failing = true;
    assertThatThrownBy(lock::acquireAsync).isInstanceOf(StackOverflowError.class);
    assertThatThrownBy(lock::acquire).isInstanceOf(StackOverflowError.class);
    assertThatThrownBy(() -> lock.tryAcquireAsync(Duration.ofSeconds(1)))
        .isInstanceOf(StackOverflowError.class);
    assertThat(clock.scheduled).isCancelled();

    service.failing = false;
    assertNobodyHasOrAwaitsTheLock();
    lock.tryAcquire().orElseThrow().close();
  }

  /** Whatever holds the caller up while it asks. */
  @Test
  void theTimeOfATimedAttemptBeginsWithTheCall() {
    service.silent = true;
    service.onStart = () -> clock.due.run();

    CompletableFuture<Optional<Lease>> future = lock.tryAcquireAsync(Duration.ofSeconds(1));

    assertThat(future)
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
        .withCauseInstanceOf(UnavailableException.class);
    Awaitility.await().untilAsserted(this::assertNobodyHasOrAwaitsTheLock);
  }

  @Test
  void aTimedAttemptEndsAlsoIfItsEndCannotBeHandedOverAtOnce() {
    service.silent = true;
    AtomicInteger refusals = new AtomicInteger(2);
    Executor engine =
        task -> {
          if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new OutOfMemoryError("for the test");
          }
          session.threads().engine().execute(task);
        };
    Threads scarce =
        with(
            Threads.class,
            with(Threads.class, session.threads(), "timer", clock),
            "engine",
            engine);
    lock =
        new LockHandle("orders", null, locks, with(SessionPort.class, session, "threads", scarce));
    CompletableFuture<Optional<Lease>> future = lock.tryAcquireAsync(Duration.ofSeconds(1));

    clock.due.run();

    assertThat(future)
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
        .withCauseInstanceOf(UnavailableException.class);
    Awaitility.await().untilAsserted(this::assertNobodyHasOrAwaitsTheLock);
  }

  @Test
  void aClosedCoordinationKeepsNoLock() throws Exception {
    lock.acquire();
    assertThat(locks.find("orders")).isNotNull();

    locks.close();

    assertThat(locks.find("orders")).isNull();
    assertThat(lock.toString()).contains("closed");
    assertThatThrownBy(lock::acquire).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aTimedAttemptThatIsOverLeavesNothingInTheTimer() {
    CompletableFuture<Optional<Lease>> granted = lock.tryAcquireAsync(Duration.ofDays(1));
    Lease lease = granted.orTimeout(20, TimeUnit.SECONDS).join().orElseThrow();
    Awaitility.await().untilAsserted(() -> assertThat(clock.scheduled).isCancelled());

    CompletableFuture<Optional<Lease>> waiting = lock.tryAcquireAsync(Duration.ofDays(1));
    assertThat(clock.scheduled).isNotDone();
    waiting.cancel(false);
    assertThat(clock.scheduled).isCancelled();
    lease.close();
    assertNobodyHasOrAwaitsTheLock();
  }
}
