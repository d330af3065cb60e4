package io.coord.curator.internal.engine.lock;

import io.coord.LeaseNotHeldException;
import io.coord.Subscription;
import io.coord.UnavailableException;
import io.coord.curator.internal.engine.session.SessionProof.Verdict;
import io.coord.curator.internal.support.Deadline;
import io.coord.lock.Lease;
import io.coord.lock.LeaseListener;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What the application gets: one acquire's part in a {@link Hold}. */
public final class LeaseImpl implements Lease {

  private static final long ASK_AGAIN_MILLIS = 50;
  private static final long LOOK_MILLIS = 50;

  private final Hold hold;
  private @Nullable LeaseListeners listeners; // guarded by the lock's monitor
  private volatile @Nullable LeaseState closedAs; // written once, under the lock's monitor

  LeaseImpl(Hold hold) {
    this.hold = hold;
  }

  public Hold hold() {
    return hold;
  }

  @Override
  public String lockName() {
    return hold.lock().name();
  }

  @Override
  public long fencingToken() {
    return hold.token();
  }

  @Override
  public LeaseState state() {
    LeaseState closed = closedAs;
    return closed != null ? closed : hold.state();
  }

  @Override
  public boolean isHeld() {
    return closedAs == null && hold.isProven();
  }

  @Override
  public void ensureHeld() {
    if (!isHeld()) {
      throw new LeaseNotHeldException(
          "The lease of lock '%s' with token %d is not held: %s."
              .formatted(lockName(), fencingToken(), describe()));
    }
  }

  @Override
  public boolean verify() throws InterruptedException {
    hold.lock().requireThreadThatMayWait("verify the lease of lock '%s'".formatted(lockName()));
    Deadline deadline = Deadline.after(hold.lock().operationTimeout());
    while (!isOver()) {
      Verdict verdict = ask(deadline);
      if (verdict == Verdict.PRESENT) {
        return !isOver();
      }
      if (verdict == Verdict.UNKNOWN && !isOver()) {
        if (deadline.remainingMillis() <= ASK_AGAIN_MILLIS) {
          throw unverified();
        }
        TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MILLIS); // disconnected: the handle answers at once
      }
    }
    return false;
  }

  @Override
  public Optional<LossCause> lossCause() {
    return state() == LeaseState.LOST ? Optional.ofNullable(hold.lossCause()) : Optional.empty();
  }

  /**
   * For engines, which must not wait for a listener thread: notifies the observer, at most one,
   * when the lease is lost; also if it is by now. Called without a monitor held, on the thread that
   * learns of it, so it must not block. Not called for a lease that is closed before.
   */
  public void whenLost(Runnable observer) {
    hold.lock().whenLost(this, observer);
  }

  @Override
  public Subscription subscribe(LeaseListener listener) {
    Objects.requireNonNull(listener, "listener");
    return hold.lock().subscribe(this, listener);
  }

  @Override
  public void close() {
    hold.lock().close(this);
  }

  @Override
  public String toString() {
    return "Lease[" + lockName() + ", token " + fencingToken() + ", " + state() + "]";
  }

  /** With the lock's monitor held: its listeners. */
  LeaseListeners listeners(Executor callbacks, DeferredActions actions) {
    if (listeners == null) {
      listeners = new LeaseListeners(this, state(), callbacks);
      if (closedAs == null) {
        hold.add(listeners);
      }
    } else {
      listeners.publish(state(), actions); // it may have changed by itself: the proof is too old
    }
    return listeners;
  }

  boolean isClosed() {
    return closedAs != null;
  }

  /** With the lock's monitor held: ends it. Called once, unless it throws. */
  void end(DeferredActions actions) {
    LeaseState end = hold.lossCause() == null ? LeaseState.RELEASED : LeaseState.LOST;
    if (listeners != null) {
      listeners.publish(end, actions);
      hold.remove(listeners);
    }
    closedAs = end; // not before: if that fails, the next close must do it
  }

  private boolean isOver() {
    return closedAs != null || hold.lossCause() != null;
  }

  /** Unknown if the lease is over before there is an answer: nobody would wait for it. */
  private Verdict ask(Deadline deadline) throws InterruptedException {
    CompletableFuture<Verdict> answer = hold.tenure().verify();
    while (!isOver()) {
      try {
        return answer.get(Math.min(LOOK_MILLIS, deadline.remainingMillis()), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (deadline.passed()) {
          throw unverified();
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("the reply to a check failed", e.getCause());
      }
    }
    return Verdict.UNKNOWN;
  }

  private UnavailableException unverified() {
    return new UnavailableException(
        "Could not verify the lease of lock '%s': no quorum answered within %s."
            .formatted(lockName(), hold.lock().operationTimeout()));
  }

  private String describe() {
    return switch (state()) {
      case HELD -> "it was not proven a moment ago"; // it is again
      case SUSPECT ->
          "it cannot be proven at the moment (disconnected, or no quorum answered in time)";
      case LOST -> "it was lost (" + hold.lossCause() + ")";
      case RELEASED -> "it was closed";
    };
  }
}
