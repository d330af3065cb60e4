package io.coord.curator.internal.engine.election;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.Subscription;
import io.coord.curator.internal.support.Listeners;
import io.coord.election.CandidacyState;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the application sees of a candidacy. State and term change together, under one monitor. */
final class CandidacyStatus {

  private final Listeners<CandidacyState> listeners = new Listeners<>();
  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private CandidacyState state;

  @GuardedBy("monitor")
  private @Nullable TermImpl term;

  CandidacyStatus(CandidacyState first) {
    this.state = first;
  }

  CandidacyState state() {
    synchronized (monitor) {
      return state;
    }
  }

  /** The present term; null while no task runs. */
  @Nullable TermImpl term() {
    synchronized (monitor) {
      return term;
    }
  }

  /** Notifies the listener of the current state first. */
  Subscription subscribe(Executor callbacks, Consumer<CandidacyState> listener) {
    Subscription subscription;
    synchronized (monitor) {
      subscription = listeners.subscribe(callbacks, listener, List.of(state));
    }
    listeners.handOver();
    return subscription;
  }

  /** As the engine has it. It may not know yet that the present term was asked to stop. */
  void move(CandidacyState next, @Nullable TermImpl of) {
    synchronized (monitor) {
      boolean outdated =
          next == CandidacyState.LEADING && state == CandidacyState.STOPPING && of == term;
      term = of;
      if (!outdated) {
        move(next);
      }
    }
    listeners.handOver();
  }

  /** The application has asked that term to stop; the engine will hear of it. */
  void stopping(TermImpl of) {
    synchronized (monitor) {
      if (term == of && state == CandidacyState.LEADING) {
        move(CandidacyState.STOPPING);
      }
    }
    listeners.handOver();
  }

  @GuardedBy("monitor")
  private void move(CandidacyState next) {
    if (state != next) {
      state = next;
      listeners.publish(next);
    }
  }
}
