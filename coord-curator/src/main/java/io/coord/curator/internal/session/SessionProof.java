package io.coord.curator.internal.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves that the present session is alive, by requests that only a quorum can answer.
 *
 * <p>Being connected proves nothing: a follower that is cut off from its leader goes on answering
 * reads and pings while the leader ends the session (hazard C1). So while there is a {@link
 * Subject} (a node whose life matters), a transaction with a single check is sent every sixth of
 * the session timeout. It passes through the leader and changes nothing. What an answer proves is
 * counted from the moment its request was sent; see {@link ProofWindow}.
 *
 * <p>The raw handle is used, not Curator's operations: a handle has one session for its whole life,
 * so the answer is certain to belong to the session that asked, and nothing is sent a second time.
 */
public final class SessionProof implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SessionProof.class);
  private static final int CHECKS_PER_REQUEST = 500;
  private static final int ASSUMED_TIMEOUT_MILLIS = 6_000;

  /** A node that matters. Told on an engine thread what a quorum says of it. */
  public interface Subject {

    /** Its path, as the client knows it. */
    String path();

    /** The session that owns it. */
    long session();

    /** What became known of it. Must not block. */
    void onVerdict(Verdict verdict);
  }

  /** What is known of a node. */
  public enum Verdict {
    /** It is there, and so is its session. */
    PRESENT,
    /** Its session lives, but it was deleted. */
    ABSENT,
    /** Its session has ended. */
    EXPIRED,
    /** There was no answer. */
    UNKNOWN
  }

  private final Connection connection;
  private final LongSupplier nanoTime;
  private final Runnable onTick;
  private final Object monitor = new Object();
  private final Set<Subject> subjects = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean ticking = new AtomicBoolean();
  private volatile ProofWindow window = ProofWindow.NONE; // written under monitor
  private volatile boolean closed;

  /**
   * Sends nothing before there is a subject.
   *
   * @param onTick run on an engine thread after each round, as long as there are subjects
   */
  public SessionProof(Connection connection, LongSupplier nanoTime, Runnable onTick) {
    this.connection = connection;
    this.nanoTime = nanoTime;
    this.onTick = onTick;
  }

  /** Whether that session is certain to be alive now. Sends nothing. */
  public boolean isProven(long session) {
    return isProven(session, nanoTime.getAsLong());
  }

  /** The same for who has just looked at the clock: {@code now} is by System.nanoTime. */
  public boolean isProven(long session, long now) {
    return window.covers(session, now)
        && connection.monitor().isConnected()
        && connection.client().getState() == CuratorFrameworkState.STARTED;
  }

  /** A request of that session, sent at that moment or later, was answered by a quorum. */
  public void written(long session, int timeoutMillis, long sentAt) {
    synchronized (monitor) {
      window = window.after(session, TimeUnit.MILLISECONDS.toNanos(timeoutMillis), sentAt);
    }
  }

  /** From now on this node matters. */
  public void add(Subject subject) {
    subjects.add(subject);
    if (!ticking.get()) {
      startTicking();
    }
  }

  /** It does not matter any more. */
  public void remove(Subject subject) {
    subjects.remove(subject);
  }

  /** Asks a quorum about this node. The subject is told before the answer is completed. */
  public CompletableFuture<Verdict> ask(Subject subject) {
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    send(List.of(subject), answer);
    return answer;
  }

  /** Asks a quorum about these nodes; each is told. */
  public void ask(List<? extends Subject> many) {
    for (int from = 0; from < many.size(); from += CHECKS_PER_REQUEST) {
      send(List.copyOf(many.subList(from, Math.min(many.size(), from + CHECKS_PER_REQUEST))), null);
    }
  }

  @Override
  public void close() {
    closed = true;
    subjects.clear();
  }

  private void send(List<Subject> asked, @Nullable CompletableFuture<Verdict> answer) {
    ZooKeeper zooKeeper;
    try {
      zooKeeper = connection.zooKeeper();
    } catch (RuntimeException e) {
      tell(asked, Verdict.UNKNOWN, answer);
      return;
    }
    long session = zooKeeper.getSessionId();
    List<Subject> present = new ArrayList<>(asked.size());
    List<Op> checks = new ArrayList<>(asked.size());
    for (Subject subject : asked) {
      if (subject.session() == session) {
        present.add(subject);
        checks.add(Op.check(connection.absolute(subject.path()), -1));
      } else {
        // A handle keeps its session, so the subject's handle was replaced.
        tell(List.of(subject), Verdict.EXPIRED, answer);
      }
    }
    if (present.isEmpty()) {
      return;
    }
    long sentAt = nanoTime.getAsLong();
    zooKeeper.multi(
        checks,
        (rc, path, context, results) ->
            connection
                .threads()
                .engine()
                .execute(() -> onAnswer(zooKeeper, sentAt, present, rc, results, answer)),
        null);
  }

  private void onAnswer(
      ZooKeeper zooKeeper,
      long sentAt,
      List<Subject> asked,
      int rc,
      @Nullable List<OpResult> results,
      @Nullable CompletableFuture<Verdict> answer) {
    Code code = Code.get(rc);
    if (code == Code.OK || code == Code.NONODE) {
      // A transaction that failed is agreed upon by the quorum like one that succeeded.
      written(zooKeeper.getSessionId(), zooKeeper.getSessionTimeout(), sentAt);
    }
    if (code == Code.OK) {
      tell(asked, Verdict.PRESENT, answer);
    } else if (code == Code.NONODE) {
      onSomeAbsent(asked, results, answer);
    } else if (code == Code.SESSIONEXPIRED) {
      tell(asked, Verdict.EXPIRED, answer);
    } else {
      tell(asked, Verdict.UNKNOWN, answer);
    }
  }

  /** A transaction stops at its first failure, so of the others nothing is known yet. */
  private void onSomeAbsent(
      List<Subject> asked,
      @Nullable List<OpResult> results,
      @Nullable CompletableFuture<Verdict> answer) {
    List<Subject> again = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      boolean absent =
          asked.size() == 1
              || (results != null
                  && results.get(i) instanceof ErrorResult error
                  && error.getErr() == Code.NONODE.intValue());
      if (absent) {
        tell(List.of(asked.get(i)), Verdict.ABSENT, answer);
      } else {
        again.add(asked.get(i));
      }
    }
    if (again.size() == asked.size()) {
      tell(again, Verdict.UNKNOWN, answer);
    } else if (!again.isEmpty()) {
      send(again, answer);
    }
  }

  private static void tell(
      List<Subject> told, Verdict verdict, @Nullable CompletableFuture<Verdict> answer) {
    for (Subject subject : told) {
      subject.onVerdict(verdict);
    }
    if (answer != null) {
      answer.complete(verdict);
    }
  }

  private void startTicking() {
    if (!closed && !subjects.isEmpty() && ticking.compareAndSet(false, true)) {
      schedule();
    }
  }

  private void schedule() {
    var unused =
        connection
            .threads()
            .timer()
            .schedule(
                () -> connection.threads().engine().execute(this::tick),
                timeoutMillis() / 6,
                TimeUnit.MILLISECONDS);
  }

  private void tick() {
    if (closed || subjects.isEmpty()) {
      synchronized (monitor) {
        window = ProofWindow.NONE; // what comes next is the first request after a silence
      }
      ticking.set(false);
      startTicking(); // a subject may have come since
      return;
    }
    try {
      renew();
      onTick.run();
    } catch (RuntimeException e) {
      log.warn("A round of the session's proof failed; the next one goes on.", e);
    } finally {
      schedule();
    }
  }

  /** Not needed if something else was written just now: then the next round is early enough. */
  private void renew() {
    if (!connection.monitor().isConnected()) {
      return;
    }
    long session = connection.sessionId();
    long recent = TimeUnit.MILLISECONDS.toNanos(timeoutMillis()) / 12;
    if (window.silence(session, nanoTime.getAsLong()) < recent) {
      return;
    }
    for (Subject subject : subjects) {
      if (subject.session() == session) {
        send(List.of(subject), null);
        return;
      }
    }
  }

  private int timeoutMillis() {
    int negotiated = connection.client().getZookeeperClient().getLastNegotiatedSessionTimeoutMs();
    return negotiated > 0 ? negotiated : ASSUMED_TIMEOUT_MILLIS;
  }
}
