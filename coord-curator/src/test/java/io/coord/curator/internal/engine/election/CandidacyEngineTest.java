package io.coord.curator.internal.engine.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.lock.LockBackend;
import io.coord.curator.internal.engine.lock.LockBackends;
import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.internal.engine.lock.NoOpBackend;
import io.coord.curator.internal.engine.lock.ProcessLock;
import io.coord.curator.internal.engine.lock.SomeTenure;
import io.coord.curator.internal.engine.session.SimulatedSession;
import io.coord.curator.internal.support.Threads;
import io.coord.curator.internal.support.Timer;
import io.coord.election.CandidacyState;
import io.coord.election.CandidateOptions;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import io.coord.lock.LossCause;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An Error, or no thread for listeners, changes nothing in the end: somebody leads. */
@Timeout(60)
class CandidacyEngineTest {

  private final SimulatedSession session = new SimulatedSession();
  private final Service service = new Service();
  private final AtomicInteger termErrors = new AtomicInteger();
  private final AtomicInteger abandonErrors = new AtomicInteger();
  private final AtomicInteger cancelErrors = new AtomicInteger();
  private final AtomicInteger cancels = new AtomicInteger();
  private final AtomicInteger interruptErrors = new AtomicInteger();
  private final BlockingQueue<SomeDuty> duties = new LinkedBlockingQueue<>();
  private volatile boolean eligible = true;
  private volatile boolean threadsForTasks = true;
  private LockManager locks;
  private CandidacyEngine engine;

  private static void falter(AtomicInteger errors) {
    if (errors.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new OutOfMemoryError("for the test");
    }
  }

  /** A service at which this process is always first, and that never gives listeners a thread. */
  private final class Service extends NoOpBackend implements LockBackends {
    private final AtomicInteger errors = new AtomicInteger();
    private volatile SomeTenure tenure = new SomeTenure();
    private volatile @Nullable ProcessLock lock;

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
    public void start(ProcessLock started, Attempt attempt) {
      lock = started;
      tenure = new SomeTenure();
      started.begun(attempt, tenure);
    }

    @Override
    public Executor callbacks() {
      return task -> {};
    }

    @Override
    public Future<?> later(Runnable task, Duration delay) {
      return session.threads().timer().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public long nanoTime() {
      falter(errors);
      return System.nanoTime();
    }
  }

  private final class SomeDuty implements Duty {
    private final TermImpl term;
    private volatile boolean begun;
    private volatile boolean interrupted;
    private volatile Consumer<@Nullable Throwable> returned = failure -> {};

    SomeDuty(TermImpl term) {
      this.term = term;
    }

    @Override
    public void begin(Consumer<@Nullable Throwable> then) {
      returned = then;
      begun = threadsForTasks;
      duties.add(this);
    }

    @Override
    public boolean abandon() {
      falter(abandonErrors);
      return !begun;
    }

    @Override
    public void interrupt() {
      falter(interruptErrors);
      interrupted = true;
    }

    @Override
    public boolean isOnThisThread() {
      return false;
    }

    @Override
    public String describe() {
      return "nothing";
    }

    void returns() {
      term.release();
      returned.accept(null);
    }
  }

  @BeforeEach
  void stand() {
    session.states().connected();
    locks = new LockManager(session, proof -> service, LockOptions.defaults());
    engine =
        engine(
            "orders",
            CandidateOptions.defaults()
                .withPauseAfterFailure(Duration.ofMillis(1))
                .withStopTimeout(Duration.ofMillis(1))
                .withEligible(() -> eligible)
                .withCheckEvery(Duration.ofMillis(20)),
            this::term);
  }

  private CandidacyEngine engine(
      String election,
      CandidateOptions options,
      BiFunction<Lease, Consumer<TermImpl>, TermImpl> terms) {
    return new CandidacyEngine(
        election,
        session,
        locks.soleLock("election", election, "/elections/" + election, new byte[0]),
        options,
        terms,
        SomeDuty::new);
  }

  private TermImpl term(Lease lease, Consumer<TermImpl> stepDown) {
    if (termErrors.get() > 0) {
      service.errors.set(1); // when the lease is closed
    }
    falter(termErrors);
    return new TermImpl(lease, null, stepDown);
  }

  @AfterEach
  void close() {
    engine.close();
    duties.forEach(SomeDuty::returns);
    locks.close();
    session.close();
  }

  private SomeDuty awaitDuty() throws InterruptedException {
    SomeDuty duty = duties.poll(30, TimeUnit.SECONDS);
    assertThat(duty).isNotNull();
    return duty;
  }

  @Test
  void aTermThatCannotBeginDoesNotKeepItsLease() throws Exception {
    termErrors.set(2);
    engine.start();

    awaitDuty().returns();
  }

  @Test
  void aReleaseThatFailsIsDoneAgain() throws Exception {
    threadsForTasks = false;
    engine.start();
    awaitDuty();
    SomeTenure first = service.tenure;

    service.errors.set(1);
    engine.stepDown();

    threadsForTasks = true;
    awaitDuty().returns();
    assertThat(first.ended).isTrue();
  }

  /** Otherwise one that returns at once would have been leading until it was over. */
  @Test
  void aTaskIsAskedToStopOnceTheStateSaysSo() throws Exception {
    engine.start();
    SomeDuty duty = awaitDuty();
    List<Boolean> asked = new CopyOnWriteArrayList<>();
    engine
        .status()
        .subscribe(
            Runnable::run,
            state -> {
              if (state == CandidacyState.STOPPING) {
                asked.add(duty.term.isStopping());
              }
            });

    engine.stepDown();

    assertThat(asked).containsExactly(false);
    assertThat(duty.term.isStopping()).isTrue();
    duty.returns();
  }

  @Test
  void aTaskThatCannotBeStoppedAtOnceIsStoppedAMomentLater() throws Exception {
    engine.start();
    SomeDuty duty = awaitDuty();

    abandonErrors.set(1);
    eligible = false;

    Awaitility.await().until(() -> duty.interrupted);
    assertThat(duty.term.isStopping()).isTrue();
    duty.returns();
  }

  @Test
  void aCandidacyIsOverThoughItsTimersCannotBeCancelledAtOnce() throws Exception {
    eligible = false;
    session.use(threadsWhoseTimersCannotBeCancelled());
    CandidacyEngine other =
        engine(
            "others",
            CandidateOptions.defaults()
                .withEligible(() -> eligible)
                .withCheckEvery(Duration.ofHours(1)),
            this::term);
    other.start();
    Awaitility.await().until(() -> cancels.get() > 0); // the first check is over

    cancelErrors.set(1);
    other.close();

    other.over().get(30, TimeUnit.SECONDS);
    other.left().get(30, TimeUnit.SECONDS);
  }

  private Threads threadsWhoseTimersCannotBeCancelled() {
    Threads threads = session.threads();
    Timer timer =
        new Timer() {
          @Override
          public long nanoTime() {
            return threads.timer().nanoTime();
          }

          @Override
          public Future<?> schedule(Runnable task, long delay, TimeUnit unit) {
            Future<?> scheduled = threads.timer().schedule(task, delay, unit);
            return new CompletableFuture<Void>() {
              @Override
              public boolean cancel(boolean interrupts) {
                falter(cancelErrors);
                cancels.incrementAndGet();
                return scheduled.cancel(interrupts);
              }
            };
          }
        };
    return (Threads)
        Proxy.newProxyInstance(
            Threads.class.getClassLoader(),
            new Class<?>[] {Threads.class},
            (proxy, method, arguments) ->
                method.getName().equals("timer") ? timer : method.invoke(threads, arguments));
  }

  @Test
  void aLossReachesTheTaskThoughNoListenerThreadCanBeHad() throws Exception {
    engine.start();
    SomeDuty duty = awaitDuty();
    interruptErrors.set(2);

    service.lock.onLost(service.tenure, LossCause.NODE_DELETED);

    Awaitility.await().until(duty.term::isStopping);
    Awaitility.await().until(() -> duty.interrupted);
    duty.returns();
    awaitDuty().returns();
  }

  @Test
  void aLossBeforeTheTermBeganReachesIt() throws Exception {
    ProcessLock[] lost = new ProcessLock[1];
    CandidacyEngine late =
        engine(
            "others",
            CandidateOptions.defaults(),
            (lease, stepDown) -> {
              if (lost[0] == null) {
                lost[0] = service.lock;
                lost[0].onLost(service.tenure, LossCause.NODE_DELETED);
              }
              return new TermImpl(lease, null, stepDown);
            });
    late.start();
    SomeDuty duty = awaitDuty();

    Awaitility.await().until(duty.term::isStopping);
    duty.returns();
    awaitDuty().returns();
    late.close();
  }
}
