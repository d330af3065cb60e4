package io.coord.curator.internal.engine.election;

import io.coord.curator.internal.engine.lock.SoleLock;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.election.CandidacyState;
import io.coord.election.CandidateOptions;
import io.coord.election.Term;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A candidacy without a thread for its task: that is begun, interrupted and ended by the test. */
public final class SimulatedCandidacy {

  /** What the process does while it leads. */
  public interface Task {

    /**
     * The task is called.
     *
     * @param returns to be called once, when it returns, with what it threw
     */
    void begin(Term term, Consumer<@Nullable Throwable> returns);

    /** Its thread is interrupted. */
    void interrupt(Term term);
  }

  private final CandidacyEngine engine;

  /** Does not stand yet. */
  public SimulatedCandidacy(
      String election, SessionPort session, SoleLock lock, CandidateOptions options, Task task) {
    engine =
        new CandidacyEngine(
            election,
            session,
            lock,
            options,
            (lease, stepDown) -> new TermImpl(lease, null, stepDown),
            term -> new SimulatedDuty(session, term, task));
  }

  /** Stands. */
  public void start() {
    engine.start();
  }

  /** Lets others lead first. */
  public void stepDown() {
    engine.stepDown();
  }

  /** Stands no more. */
  public void close() {
    engine.close();
  }

  /** Whether it is closed and no task runs. */
  public boolean isOver() {
    return engine.over().isDone();
  }

  public CandidacyState state() {
    return engine.status().state();
  }

  /** The term that the application sees. */
  public Optional<Term> term() {
    return Optional.ofNullable(engine.status().term());
  }

  @Override
  public String toString() {
    return "%s, %s".formatted(state(), term().map(Term::toString).orElse("no term"));
  }

  private static final class SimulatedDuty implements Duty {
    private final SessionPort session;
    private final TermImpl term;
    private final Task task;
    private boolean begun;
    private boolean abandoned;

    SimulatedDuty(SessionPort session, TermImpl term, Task task) {
      this.session = session;
      this.term = term;
      this.task = task;
    }

    @Override
    public void begin(Consumer<@Nullable Throwable> returned) {
      session.threads().callbacks().execute(() -> run(returned));
    }

    private void run(Consumer<@Nullable Throwable> returned) {
      Consumer<@Nullable Throwable> end =
          failure -> {
            term.release();
            returned.accept(failure);
          };
      begun = !abandoned;
      if (abandoned || term.isStopping()) {
        end.accept(null);
      } else {
        task.begin(term, end);
      }
    }

    @Override
    public boolean abandon() {
      abandoned |= !begun;
      return abandoned;
    }

    @Override
    public void interrupt() {
      task.interrupt(term);
    }

    @Override
    public boolean isOnThisThread() {
      return false;
    }

    @Override
    public String describe() {
      return "simulated";
    }
  }
}
