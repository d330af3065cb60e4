package io.coord.curator.internal.engine.election;

import io.coord.Subscription;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.Uninterruptibly;
import io.coord.election.Candidacy;
import io.coord.election.CandidacyListener;
import io.coord.election.CandidacyState;
import io.coord.election.Term;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The application's side of a candidacy: here it waits, and nowhere else. */
final class CandidacyImpl implements Candidacy {

  /** How long a close waits for a task that was interrupted, and for the service's reply. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final String election;
  private final SessionPort session;
  private final Duration stopTimeout;
  private final CandidacyEngine engine;

  CandidacyImpl(
      String election, SessionPort session, Duration stopTimeout, CandidacyEngine engine) {
    this.election = election;
    this.session = session;
    this.stopTimeout = stopTimeout;
    this.engine = engine;
  }

  void start() {
    engine.start();
  }

  String election() {
    return election;
  }

  @Override
  public CandidacyState state() {
    return engine.status().state();
  }

  @Override
  public Optional<Term> term() {
    return Optional.ofNullable(engine.status().term());
  }

  @Override
  public void stepDown() {
    engine.stepDown();
  }

  @Override
  public Subscription subscribe(CandidacyListener listener) {
    Objects.requireNonNull(listener, "listener");
    return engine
        .status()
        .subscribe(session.threads().callbacks(), state -> listener.onChange(this, state));
  }

  @Override
  public void close() {
    awaitClosed(beginClose());
  }

  /** Does not wait; returns until when {@link #awaitClosed} waits. */
  Deadline beginClose() {
    engine.close();
    long nanos = Deadline.saturatedNanos(stopTimeout);
    return Deadline.after(Duration.ofNanos(nanos).plus(GRACE));
  }

  /**
   * Waits until it has left the queue, unless this thread must not: the task could not return, or
   * the reply not arrive.
   */
  void awaitClosed(Deadline deadline) {
    if (!session.threads().deliversReplies() && !engine.isOnThreadOfTask()) {
      Uninterruptibly.await(
          engine.left(), deadline, () -> !engine.over().isDone() || session.isConnected());
    }
  }

  /** Completed when it is closed and its task does not run. */
  CompletableFuture<Void> over() {
    return engine.over();
  }

  @Override
  public String toString() {
    return "Candidacy[%s, %s]".formatted(election, state());
  }
}
