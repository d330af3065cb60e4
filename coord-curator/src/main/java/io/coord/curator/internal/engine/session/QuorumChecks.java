package io.coord.curator.internal.engine.session;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.session.SessionProof.Subject;
import io.coord.curator.internal.engine.session.SessionProof.Verdict;
import io.coord.curator.internal.support.Log;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Asks a quorum whether nodes exist, with a transaction of checks, which passes through the leader
 * and changes nothing. It goes through a {@link Handle}, so the reply belongs to the session that
 * asked, and nothing is sent twice.
 */
final class QuorumChecks {

  /** A request by that handle, sent at that moment or later, was answered by a quorum. */
  @FunctionalInterface
  interface Witness {
    void answered(Handle handle, long sentAt);
  }

  private static final int MOST_NODES = 500; // in one request
  private static final int HEADER_BYTES = 64; // for each node, more than enough

  private static final Log log = Log.of(QuorumChecks.class);

  private final SessionPort session;
  private final LongSupplier nanoTime;
  private final Witness witness;

  QuorumChecks(SessionPort session, LongSupplier nanoTime, Witness witness) {
    this.session = session;
    this.nanoTime = nanoTime;
    this.witness = witness;
  }

  /**
   * Asks about these nodes, in as few requests as possible, each of at most a quarter of
   * jute.maxbuffer: a larger one would cost the connection, at every attempt (hazard C7). Each
   * subject is notified of its verdict.
   *
   * @return completed with the last one's verdict, when all are notified
   */
  CompletableFuture<Verdict> ask(List<? extends Subject> subjects) {
    long sentAt = nanoTime.getAsLong();
    Handle handle = session.canSend() ? session.handle() : null;
    if (handle == null) {
      return unknown(subjects, sentAt);
    }
    List<Subject> asked = new ArrayList<>(subjects.size());
    for (Subject subject : subjects) {
      if (subject.session() == handle.sessionId()) {
        asked.add(subject);
      } else {
        // A handle keeps its session, so the subject's handle has been replaced.
        deliver(subject, Verdict.EXPIRED, sentAt);
      }
    }
    if (asked.isEmpty()) {
      return CompletableFuture.completedFuture(Verdict.EXPIRED);
    }
    List<Question> questions = questions(handle, asked, sentAt);
    questions.forEach(Question::check);
    return CompletableFuture.allOf(
            questions.stream().map(each -> each.answer).toArray(CompletableFuture[]::new))
        .thenCompose(all -> questions.get(questions.size() - 1).answer);
  }

  private List<Question> questions(Handle handle, List<Subject> asked, long sentAt) {
    int limit = handle.juteMaxBuffer() / 4;
    List<Question> questions = new ArrayList<>();
    int first = 0;
    int bytes = 0;
    for (int i = 0; i < asked.size(); i++) {
      int more = HEADER_BYTES + asked.get(i).path().getBytes(StandardCharsets.UTF_8).length;
      if (i > first && (bytes + more > limit || i - first == MOST_NODES)) {
        questions.add(new Question(handle, asked.subList(first, i), sentAt));
        first = i;
        bytes = 0;
      }
      bytes += more;
    }
    questions.add(new Question(handle, asked.subList(first, asked.size()), sentAt));
    return questions;
  }

  private static CompletableFuture<Verdict> unknown(List<? extends Subject> asked, long sentAt) {
    asked.forEach(subject -> deliver(subject, Verdict.UNKNOWN, sentAt));
    return CompletableFuture.completedFuture(Verdict.UNKNOWN);
  }

  private static void deliver(Subject subject, Verdict verdict, long sentAt) {
    try {
      subject.onVerdict(verdict, sentAt);
    } catch (RuntimeException | Error e) {
      log.error("A quorum's reply about {} could not be processed.", subject.path(), e);
    }
  }

  /** One request about some nodes of one session. */
  private final class Question {
    private final Handle handle;
    private final List<Subject> asked;
    private final long sentAt;
    private final CompletableFuture<Verdict> answer = new CompletableFuture<>();

    Question(Handle handle, List<Subject> asked, long sentAt) {
      this.handle = handle;
      this.asked = asked;
      this.sentAt = sentAt;
    }

    void check() {
      handle.checkAll(paths(), code -> onEngine(() -> onChecked(code)));
    }

    private List<String> paths() {
      return asked.stream().map(Subject::path).toList();
    }

    /**
     * A transaction stops at its first failure, so each node is then read. The reads see what the
     * transaction saw, or something later, because a session's requests are served in order.
     */
    private void read() {
      handle.lookAtAll(paths(), (code, answers) -> onEngine(() -> onRead(code, answers)));
    }

    private void onChecked(ReplyCode code) {
      if (code == ReplyCode.OK || code == ReplyCode.NONODE) {
        // A failed transaction needs a quorum just as one that succeeds.
        witness.answered(handle, sentAt);
      }
      if (code == ReplyCode.OK) {
        deliverAll(Verdict.PRESENT);
      } else if (code == ReplyCode.NONODE && asked.size() == 1) {
        deliverAll(Verdict.ABSENT);
      } else if (code == ReplyCode.NONODE) {
        read();
      } else {
        deliverAll(code == ReplyCode.SESSIONEXPIRED ? Verdict.EXPIRED : Verdict.UNKNOWN);
      }
    }

    private void onRead(ReplyCode code, List<ReplyCode> answers) {
      if (answers.size() != asked.size()) {
        deliverAll(code == ReplyCode.SESSIONEXPIRED ? Verdict.EXPIRED : Verdict.UNKNOWN);
        return;
      }
      Verdict last = Verdict.UNKNOWN;
      for (int i = 0; i < asked.size(); i++) {
        last = verdict(answers.get(i));
        deliver(asked.get(i), last, sentAt);
      }
      answer.complete(last);
    }

    private static Verdict verdict(ReplyCode look) {
      return switch (look) {
        case OK -> Verdict.PRESENT;
        case NONODE -> Verdict.ABSENT;
        default -> Verdict.UNKNOWN;
      };
    }

    private void deliverAll(Verdict verdict) {
      asked.forEach(subject -> deliver(subject, verdict, sentAt));
      answer.complete(verdict);
    }

    private void onEngine(Runnable task) {
      session.threads().engine().execute(task);
    }
  }
}
