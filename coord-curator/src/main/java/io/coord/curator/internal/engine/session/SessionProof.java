package io.coord.curator.internal.engine.session;

import io.coord.curator.internal.support.SingleFlight;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Proves that the current session is alive, with requests that only a quorum can answer.
 *
 * <p>Being connected proves nothing: a follower that is cut off from its leader keeps answering
 * reads and pings while the leader ends the session (hazard C1). So while there is a {@link
 * Subject} (a node whose life matters), a transaction with a single check is sent every sixth of
 * the session timeout. It passes through the leader and changes nothing. What a reply proves counts
 * from when its request was sent; see {@link ProofWindow}.
 */
public final class SessionProof implements AutoCloseable {

  private static final long ASSUMED_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(6);

  /** A node whose life matters. Notified, on an engine thread, of what a quorum says about it. */
  public interface Subject {

    /** Its path, as the client knows it. */
    String path();

    /** The session that owns it. */
    long session();

    /**
     * Takes what a quorum says. Must not block.
     *
     * @param sentAt by the proof's {@link #nanoTime}, not later than the request: the verdict holds
     *     for some moment after that
     */
    void onVerdict(Verdict verdict, long sentAt);
  }

  /** What is known about a node. */
  public enum Verdict {
    /** It exists, and its session is alive. */
    PRESENT,
    /** Its session is alive, but it was deleted. */
    ABSENT,
    /** Its session has ended. */
    EXPIRED,
    /** There was no reply. */
    UNKNOWN
  }

  private final SessionPort session;
  private final LongSupplier nanoTime;
  private final Runnable onTick;
  private final Pauses pauses;
  private final Evidence evidence;
  private final QuorumChecks checks;
  private final Set<Subject> subjects = ConcurrentHashMap.newKeySet();
  private final Set<Subject> suspects = ConcurrentHashMap.newKeySet();
  private final SingleFlight asking; // about suspects
  private final Rounds rounds; // as long as there are subjects
  private final SessionDeadline deadline = new SessionDeadline(); // touched by the rounds only
  private long nextRound = Rounds.NONE; // touched by the rounds only
  private volatile boolean over; // as the last round found
  private volatile boolean closed;

  /**
   * Sends nothing until there is a subject.
   *
   * @param onTick run on an engine thread after each round, as long as there are subjects
   */
  public SessionProof(SessionPort session, LongSupplier nanoTime, Runnable onTick) {
    this.session = session;
    this.nanoTime = nanoTime;
    this.onTick = onTick;
    this.pauses =
        new Pauses(session.threads(), nanoTime, () -> closed ? Rounds.NONE : timeout() / 24);
    this.evidence = new Evidence(pauses::between);
    this.checks = new QuorumChecks(session, nanoTime, this::written);
    Executor later = session.threads().later(session.threads().engine());
    this.asking = new SingleFlight(this::askSuspects, later);
    this.rounds = new Rounds(session.threads(), this::untilNextRound, this::round);
    pauses.start();
  }

  /** Whether the session is certain to be alive now. Sends nothing. */
  public boolean isProven(long session) {
    return isProven(session, nanoTime.getAsLong());
  }

  /** The same for a caller that has just read the clock: {@code now} is by {@link #nanoTime}. */
  public boolean isProven(long session, long now) {
    return evidence.proves(session, now)
        && this.session.isConnected()
        && !this.session.isClientClosed();
  }

  /**
   * Whether the session must be presumed expired, because no quorum has answered it for the session
   * timeout T. Becomes true by itself at about T, as long as there is a subject.
   */
  public boolean isOver(long session) {
    return over && evidence.silence(session, nanoTime.getAsLong()) >= timeout();
  }

  /** A request by that handle, sent at that moment or later, was answered by a quorum. */
  public void written(Handle handle, long sentAt) {
    evidence.answered(handle, sentAt, nanoTime.getAsLong());
  }

  /**
   * The connection was lost or is back, and the server may have granted a different session
   * timeout. Does not wait for the next round.
   */
  public void connectionChanged() {
    Handle handle = session.canSend() ? session.handle() : null;
    if (handle != null) {
      evidence.connected(handle);
    }
    rounds.hurry();
  }

  /** Keeps the session proven from now on, for this node. */
  public void add(Subject subject) {
    subjects.add(subject);
    rounds.start();
  }

  /** The node no longer matters. */
  public void remove(Subject subject) {
    subjects.remove(subject);
    suspects.remove(subject);
  }

  /** Asks a quorum about this node. The subject is notified before the result is completed. */
  public CompletableFuture<Verdict> ask(Subject subject) {
    return checks.ask(List.of(subject));
  }

  /** Asks a quorum about these nodes; each is notified. */
  public void ask(List<? extends Subject> many) {
    if (!many.isEmpty()) {
      var unused = checks.ask(many);
    }
  }

  /** Asks a quorum about this node, together with others that become suspect at the same time. */
  public void suspect(Subject subject) {
    suspects.add(subject);
    asking.request();
  }

  /** The clock that {@code sentAt} is read from. */
  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  @Override
  public void close() {
    closed = true;
    subjects.clear();
    suspects.clear();
  }

  /** One request at a time: nodes that become suspect in the meantime go into the next one. */
  private @Nullable CompletableFuture<?> askSuspects() {
    List<Subject> some = new ArrayList<>();
    for (Iterator<Subject> each = suspects.iterator(); each.hasNext(); ) {
      some.add(each.next());
      each.remove();
    }
    if (some.isEmpty()) {
      return null;
    }
    try {
      return checks.ask(some);
    } catch (RuntimeException | Error e) { // out of memory, for example; it will be retried
      some.stream().filter(subjects::contains).forEach(suspects::add);
      throw e;
    }
  }

  /** Usually a sixth of the session timeout; {@link Rounds#NONE} if there is no subject. */
  private long untilNextRound() {
    if (closed || subjects.isEmpty()) {
      nextRound = Rounds.NONE;
      over = false;
      evidence.forget();
    } else if (nextRound == Rounds.NONE) {
      nextRound = timeout() / 6;
      deadline.start(nanoTime.getAsLong(), nextRound);
    }
    return nextRound;
  }

  private void round() {
    if (!closed && !subjects.isEmpty()) {
      look();
      renew();
      onTick.run();
    }
  }

  /** Checks how long no quorum has answered, and what that means. */
  private void look() {
    long now = nanoTime.getAsLong();
    SessionDeadline.Finding found =
        deadline.round(now, session.connectionEpoch(), evidence.silence(now), timeout());
    nextRound = found.nextRound();
    over = found.isOver();
  }

  /** Not needed if something else was written just now. */
  private void renew() {
    if (!session.isConnected()) {
      return;
    }
    long present = session.sessionId();
    long recent = timeout() / 12;
    if (evidence.silence(present, nanoTime.getAsLong()) < recent) {
      return;
    }
    for (Subject subject : subjects) {
      if (subject.session() == present) {
        var unused = checks.ask(List.of(subject));
        return;
      }
    }
  }

  /** The session timeout to use, in nanoseconds. */
  private long timeout() {
    long granted = session.grantedTimeoutNanos();
    return evidence.timeout(granted > 0 ? granted : ASSUMED_TIMEOUT_NANOS);
  }
}
