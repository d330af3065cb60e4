package io.coord.curator.internal.zookeeper.session;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.session.SessionProof.Subject;
import io.coord.curator.internal.engine.session.SessionProof.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.apache.zookeeper.OpResult.GetChildrenResult;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a quorum whether nodes exist, by a transaction of checks: it passes through the leader and
 * changes nothing.
 *
 * <p>The raw handle is used, not Curator's operations: a handle has one session for its whole life,
 * so the answer is certain to belong to the session that asked, and nothing is sent a second time.
 */
public final class QuorumChecks {

  /** A request by that handle, sent at that moment or later, was answered by a quorum. */
  @FunctionalInterface
  public interface Witness {
    void answered(ZooKeeper handle, long sentAt);
  }

  /** How many nodes fit into one request. */
  public static final int MOST = 500;

  private static final Logger log = LoggerFactory.getLogger(QuorumChecks.class);

  private final Connection connection;
  private final LongSupplier nanoTime;
  private final Witness witness;

  public QuorumChecks(Connection connection, LongSupplier nanoTime, Witness witness) {
    this.connection = connection;
    this.nanoTime = nanoTime;
    this.witness = witness;
  }

  /**
   * Asks about these nodes, not more than {@link #MOST}; each is told its verdict.
   *
   * @return completed, when all are told, with the verdict of the last one
   */
  public CompletableFuture<Verdict> ask(List<? extends Subject> subjects) {
    long sentAt = nanoTime.getAsLong();
    if (!connection.isConnected()) {
      // Threads of the application come here. While Curator replaces a lost handle, whoever asks
      // for the new one waits until the old one is closed, for seconds (hazard C13).
      return unknown(subjects, sentAt);
    }
    ZooKeeper zooKeeper;
    try {
      zooKeeper = connection.zooKeeper();
    } catch (RuntimeException e) {
      return unknown(subjects, sentAt);
    }
    List<Subject> asked = new ArrayList<>(subjects.size());
    for (Subject subject : subjects) {
      if (subject.session() == zooKeeper.getSessionId()) {
        asked.add(subject);
      } else {
        // A handle keeps its session, so the subject's handle was replaced.
        tell(subject, Verdict.EXPIRED, sentAt);
      }
    }
    if (asked.isEmpty()) {
      return CompletableFuture.completedFuture(Verdict.EXPIRED);
    }
    Question question = new Question(zooKeeper, asked, sentAt);
    question.check();
    return question.answer;
  }

  private static CompletableFuture<Verdict> unknown(List<? extends Subject> asked, long sentAt) {
    asked.forEach(subject -> tell(subject, Verdict.UNKNOWN, sentAt));
    return CompletableFuture.completedFuture(Verdict.UNKNOWN);
  }

  private static void tell(Subject subject, Verdict verdict, long sentAt) {
    try {
      subject.onVerdict(verdict, sentAt);
    } catch (RuntimeException | Error e) {
      log.error("What a quorum says of {} could not be acted upon.", subject.path(), e);
    }
  }

  /** Some nodes of one session, until all of them are told. */
  private final class Question {
    private final ZooKeeper zooKeeper;
    private final List<Subject> asked;
    private final long sentAt;
    private final CompletableFuture<Verdict> answer = new CompletableFuture<>();

    Question(ZooKeeper zooKeeper, List<Subject> asked, long sentAt) {
      this.zooKeeper = zooKeeper;
      this.asked = asked;
      this.sentAt = sentAt;
    }

    void check() {
      List<Op> checks = new ArrayList<>(asked.size());
      asked.forEach(subject -> checks.add(Op.check(connection.absolute(subject.path()), -1)));
      zooKeeper.multi(
          checks,
          (rc, path, context, results) -> onEngine(() -> onChecked(Replies.code(rc))),
          null);
    }

    /**
     * A transaction stops at its first failure. If there are more nodes, each is read: that sees
     * what the transaction saw or something later, as a session's requests are served in order.
     */
    private void read() {
      List<Op> reads = new ArrayList<>(asked.size());
      asked.forEach(subject -> reads.add(Op.getChildren(connection.absolute(subject.path()))));
      zooKeeper.multi(
          reads,
          (rc, path, context, results) -> onEngine(() -> onRead(Replies.code(rc), results)),
          null);
    }

    private void onChecked(@Nullable ReplyCode code) {
      if (code == ReplyCode.OK || code == ReplyCode.NONODE) {
        // A transaction that failed is agreed upon by the quorum like one that succeeded.
        witness.answered(zooKeeper, sentAt);
      }
      if (code == ReplyCode.OK) {
        tellAll(Verdict.PRESENT);
      } else if (code == ReplyCode.NONODE && asked.size() == 1) {
        tellAll(Verdict.ABSENT);
      } else if (code == ReplyCode.NONODE) {
        read();
      } else {
        tellAll(code == ReplyCode.SESSIONEXPIRED ? Verdict.EXPIRED : Verdict.UNKNOWN);
      }
    }

    private void onRead(@Nullable ReplyCode code, @Nullable List<OpResult> results) {
      if (results == null || results.size() != asked.size()) {
        tellAll(code == ReplyCode.SESSIONEXPIRED ? Verdict.EXPIRED : Verdict.UNKNOWN);
        return;
      }
      Verdict last = Verdict.UNKNOWN;
      for (int i = 0; i < asked.size(); i++) {
        last = verdict(results.get(i));
        tell(asked.get(i), last, sentAt);
      }
      answer.complete(last);
    }

    private static Verdict verdict(OpResult read) {
      if (read instanceof GetChildrenResult) {
        return Verdict.PRESENT;
      }
      return read instanceof ErrorResult error && Replies.code(error.getErr()) == ReplyCode.NONODE
          ? Verdict.ABSENT
          : Verdict.UNKNOWN;
    }

    private void tellAll(Verdict verdict) {
      asked.forEach(subject -> tell(subject, verdict, sentAt));
      answer.complete(verdict);
    }

    private void onEngine(Runnable task) {
      connection.threads().engine().execute(task);
    }
  }
}
