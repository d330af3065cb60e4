package io.coord.curator.internal.engine.election;

import io.coord.ConnectionState;
import io.coord.curator.internal.engine.election.Standing.Step;
import io.coord.curator.internal.engine.lock.SoleLock;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.DelayedTask;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.Retry;
import io.coord.curator.internal.support.SerialExecutor;
import io.coord.election.CandidacyState;
import io.coord.election.CandidateOptions;
import io.coord.lock.Lease;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One candidacy: takes what happens to it, one thing at a time, on {@code serial}, and does what
 * {@link Standing} decides. Nothing here waits; a term is a {@link TermRun}.
 *
 * <p>All fields that are not final are confined to {@code serial}.
 */
final class CandidacyEngine implements TermRun.Observer {

  private static final Log log = Log.of(CandidacyEngine.class);
  private static final long LONGEST_WITHOUT_THREAD_MILLIS = 5_000;

  private final String election;
  private final SessionPort session;
  private final SoleLock lock;
  private final CandidateOptions options;
  private final BiFunction<Lease, Consumer<TermImpl>, TermImpl> terms;
  private final Function<TermImpl, Duty> duties;
  private final CandidacyStatus status;
  private final SerialExecutor serial;
  private final Executor later; // serial, a moment later
  private final @Nullable EligibilityCheck eligibility;
  private final Standing standing;
  private final RetryPause retry;
  private final DelayedTask pause;
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final CompletableFuture<Void> left = new CompletableFuture<>();

  private @Nullable CompletableFuture<Lease> queued;
  private volatile @Nullable TermRun run; // the present term; written on serial
  private boolean refused; // and the log says why

  /**
   * Does nothing yet.
   *
   * @param lock of this candidacy alone
   * @param terms makes the term of a lease, with what steps down from it
   * @param duties makes what runs the task in a term
   */
  CandidacyEngine(
      String election,
      SessionPort session,
      SoleLock lock,
      CandidateOptions options,
      BiFunction<Lease, Consumer<TermImpl>, TermImpl> terms,
      Function<TermImpl, Duty> duties) {
    this.election = election;
    this.session = session;
    this.lock = lock;
    this.options = options;
    this.terms = terms;
    this.duties = duties;
    this.serial = SerialExecutor.ofEngine(session.threads());
    this.later = session.threads().later(serial);
    this.standing = new Standing(options.eligible().isEmpty());
    this.status = new CandidacyStatus(standing.state());
    this.retry = new RetryPause(options.pauseAfterFailure());
    this.pause = new DelayedTask(session.threads().timer(), serial, this::onPauseOver);
    this.eligibility =
        options
            .eligible()
            .map(
                check ->
                    new EligibilityCheck(
                        election,
                        check,
                        options.checkEvery(),
                        session.threads(),
                        serial,
                        this::onEligible))
            .orElse(null);
  }

  CandidacyStatus status() {
    return status;
  }

  /** Completed when it is closed and no task runs. */
  CompletableFuture<Void> over() {
    return over;
  }

  /** Completed when it has left the queue as well. */
  CompletableFuture<Void> left() {
    return left;
  }

  boolean isOnThreadOfTask() {
    TermRun running = run;
    return running != null && running.duty().isOnThisThread();
  }

  void start() {
    serial.execute(
        () -> {
          if (eligibility != null) {
            eligibility.start();
          }
          advance();
        });
  }

  /** Asks the present term to stop. Does not wait. */
  void stepDown() {
    TermImpl present = status.term();
    if (present != null) {
      stepDown(present);
    }
  }

  private void stepDown(TermImpl of) {
    askToStop(of);
    event(
        () -> {
          if (term() == of) {
            standing.stepDown();
          }
        });
  }

  /** Does not wait. */
  void close() {
    TermImpl present = status.term();
    if (present != null) {
      askToStop(present);
    }
    event(standing::close);
  }

  /** Now: the caller may rely on it. The state first, as the task may return at once. */
  private void askToStop(TermImpl of) {
    status.stopping(of);
    of.stop();
  }

  private void event(Runnable change) {
    serial.execute(
        () -> {
          change.run();
          advance();
        });
  }

  private void onEligible(boolean found) {
    standing.eligible(found);
    advance();
  }

  private void onPauseOver() {
    standing.pauseOver();
    advance();
  }

  /** Draws the consequences of what has changed. */
  private void advance() {
    Retry.untilTaken(this::takeSteps, later);
  }

  private void takeSteps() {
    for (Step step = standing.next(); step != Step.NOTHING; step = standing.next()) {
      switch (step) {
        case QUEUE -> queue();
        case LEAVE -> leave();
        case STOP -> Retry.untilTaken(this::stop, later);
        case CLOSE -> stopWaiting();
        case NOTHING -> {}
      }
    }
    status.move(standing.state(), term());
    if (standing.state() == CandidacyState.CLOSED && !over.isDone()) {
      end();
    }
  }

  private void queue() {
    try {
      CompletableFuture<Lease> acquired = lock.acquire(serial);
      queued = acquired;
      Runnable left = () -> onQueueLeft(acquired); // now: there may be no memory then
      var unused = acquired.whenComplete((lease, failure) -> serial.execute(left));
    } catch (RuntimeException | Error e) { // out of memory, for example
      leave();
      refuse(e);
    }
  }

  private void stop() {
    status.move(standing.state(), term()); // the term may be over at once
    if (run != null && standing.isStopping()) {
      run.stop();
    }
  }

  private @Nullable TermImpl term() {
    TermRun running = run;
    return running == null ? null : running.term();
  }

  private void leave() {
    CompletableFuture<Lease> left = queued;
    queued = null;
    if (left != null) {
      left.cancel(false);
    }
  }

  /** The wait in the queue is over. */
  private void onQueueLeft(CompletableFuture<Lease> acquired) {
    Lease lease = null;
    Throwable failure = null;
    try {
      lease = acquired.join();
    } catch (CompletionException e) {
      failure = e.getCause();
    } catch (CancellationException e) {
      failure = e;
    }
    if (queued == acquired) {
      queued = null;
      if (lease != null) {
        lead(lease);
      } else {
        refuse(failure);
      }
      advance();
    } else if (lease != null) { // it has left in the meantime
      Retry.untilTaken(lease::close, later);
    }
  }

  private void refuse(@Nullable Throwable failure) {
    standing.refused();
    if (failure instanceof IllegalStateException && isClientClosed()) {
      standing.close();
      return;
    }
    if (!refused) {
      refused = true;
      log.warn("Cannot stand in election '{}' now; it will be retried.", election, failure);
    }
    pauseFor(retry.afterFailure(0));
  }

  private boolean isClientClosed() {
    return session.isClientClosed() || session.state() == ConnectionState.CLOSED;
  }

  /** What fails here must not keep the lease: nobody else could lead. */
  private void lead(Lease lease) {
    standing.granted();
    refused = false;
    TermRun begun = null;
    try {
      TermImpl term = terms.apply(lease, this::stepDown);
      begun =
          new TermRun(
              election,
              session.threads(),
              serial,
              options.stopTimeout(),
              term,
              duties.apply(term),
              this);
      run = begun;
      status.move(standing.state(), term);
      begun.begin(threadMillis());
    } catch (RuntimeException | Error e) {
      log.error("A term of election '{}' could not begin; the lease is released.", election, e);
      if (begun == null) {
        Retry.untilTaken(
            () -> {
              lease.close();
              onOver(TermRun.Outcome.FAILED, 0);
            },
            later);
      } else {
        begun.breakOff();
      }
    }
  }

  /** How long a lease may be held without a thread for the task. */
  private long threadMillis() {
    long half = TimeUnit.NANOSECONDS.toMillis(session.grantedTimeoutNanos()) / 2;
    return half == 0
        ? LONGEST_WITHOUT_THREAD_MILLIS
        : Math.min(half, LONGEST_WITHOUT_THREAD_MILLIS);
  }

  @Override
  public void onLost() {
    standing.lost();
    advance();
  }

  @Override
  public void onOver(TermRun.Outcome outcome, long lastedNanos) {
    run = null;
    standing.returned();
    switch (outcome) {
      case RETURNED -> pauseFor(retry.afterReturn());
      case FAILED -> pauseFor(retry.afterFailure(lastedNanos));
      case LOST -> {} // stands again as soon as possible: nobody may be leading
    }
    advance();
  }

  private void pauseFor(long millis) {
    pause.runIn(millis);
    standing.pause(); // not before: somebody must end it
  }

  /** Closed, and no task runs. If the lock cannot be closed for a moment, this is done again. */
  private void end() {
    CompletableFuture<Void> leaving = lock.close();
    over.complete(null);
    var unused = leaving.whenComplete((nothing, failure) -> left.complete(null));
  }

  /** Nothing is due any more. */
  private void stopWaiting() {
    pause.cancel();
    if (eligibility != null) {
      eligibility.stop();
    }
  }
}
