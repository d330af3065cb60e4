package io.coord.curator.internal.engine.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.SingleFlight;
import io.coord.curator.internal.support.Threads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Repeats something, one round at a time, for as long as there is a reason to. */
final class Rounds {

  /** Instead of a delay: there is no reason for a round. */
  static final long NONE = -1;

  private static final Log log = Log.of(Rounds.class);

  private final Threads threads;
  private final LongSupplier delay;
  private final Runnable round;
  private final SingleFlight flight;
  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private @Nullable Next next; // scheduled or running

  @GuardedBy("monitor")
  private boolean again; // hurry() was called while it was running

  /**
   * Starts nothing yet.
   *
   * @param delay before the next round, in nanoseconds, or {@link #NONE}; called by one thread at a
   *     time, and not during a round
   * @param round run on an engine thread
   */
  Rounds(Threads threads, LongSupplier delay, Runnable round) {
    this.threads = threads;
    this.delay = delay;
    this.round = round;
    this.flight = new SingleFlight(this::plan, threads.later(threads.engine()));
  }

  /** Starts the rounds, if there was no reason for them before. */
  void start() {
    flight.request();
  }

  /**
   * Makes the next round due now, if there is a reason for one. A round that is already running
   * does not count.
   */
  void hurry() {
    Next planned;
    synchronized (monitor) {
      planned = next;
      again = planned != null && planned.started.get();
    }
    if (planned != null) {
      threads.engine().execute(planned);
    }
  }

  private @Nullable CompletableFuture<?> plan() {
    long nanos = delay.getAsLong();
    Next planned = nanos == NONE ? null : new Next();
    boolean now;
    synchronized (monitor) {
      next = planned;
      now = again;
      again = false;
    }
    if (planned == null) {
      return null;
    }
    var unused =
        threads
            .timer()
            .schedule(
                () -> threads.engine().execute(planned), now ? 0 : nanos, TimeUnit.NANOSECONDS);
    return planned.over;
  }

  /** A round, run once: by the timer or by {@link #hurry}. */
  private final class Next implements Runnable {
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final AtomicBoolean started = new AtomicBoolean();

    @Override
    public void run() {
      if (!started.compareAndSet(false, true)) {
        return;
      }
      try {
        round.run();
      } catch (RuntimeException | Error e) {
        log.warn("A round of the session's proof failed; the next one still runs.", e);
      } finally {
        flight.request(); // the next one, if there is still a reason
        over.complete(null);
      }
    }
  }
}
