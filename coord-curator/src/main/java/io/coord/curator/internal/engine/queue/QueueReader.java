package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.Failures;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.queue.QueuePort.Label;
import io.coord.curator.internal.engine.session.Calls;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.lock.Contender;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Reads who is queued for a lock. */
final class QueueReader {

  private final SessionPort session;
  private final QueuePort.Factory queues;
  private final LockPath lock;

  private QueueReader(SessionPort session, QueuePort.Factory queues, LockPath lock) {
    this.session = session;
    this.queues = queues;
    this.lock = lock;
  }

  static List<Contender> read(SessionPort session, QueuePort.Factory queues, LockPath lock)
      throws InterruptedException {
    return new QueueReader(session, queues, lock).read();
  }

  private List<Contender> read() throws InterruptedException {
    List<String> names = new Calls(session).read(this::names, action());
    List<Contender> contenders = new ArrayList<>(names.size());
    for (Label label : new Calls(session).read(() -> labels(names), action())) {
      if (label.stat() != null) {
        byte[] data = label.data() == null ? new byte[0] : label.data();
        contenders.add(
            new Contender(
                new String(data, StandardCharsets.UTF_8),
                Instant.ofEpochMilli(label.stat().ctime()),
                contenders.isEmpty()));
      }
    }
    return List.copyOf(contenders);
  }

  private String action() {
    return "read the contenders of " + lock.path();
  }

  /** In queue order. */
  private CompletableFuture<List<String>> names() {
    CompletableFuture<List<String>> names = new CompletableFuture<>();
    queues
        .open(lock)
        .list(
            (code, children) -> {
              Supplier<RuntimeException> refusal = lock.length().refusal();
              if (code == ReplyCode.OK || code == ReplyCode.NONODE) {
                names.complete(ContenderOrder.sorted(children));
              } else if (code == QueueLength.TOO_LONG && refusal != null) {
                names.completeExceptionally(refusal.get());
              } else {
                names.completeExceptionally(new ReplyException(code, lock.path()));
              }
            });
    return names;
  }

  private CompletableFuture<List<Label>> labels(List<String> names) {
    QueuePort queue = queues.open(lock);
    List<CompletableFuture<Label>> labels = names.stream().map(queue::readLabel).toList();
    return CompletableFuture.allOf(labels.toArray(CompletableFuture[]::new))
        .thenApply(nothing -> labels.stream().map(CompletableFuture::join).toList())
        .exceptionallyCompose(e -> CompletableFuture.failedFuture(refused(e)));
  }

  private Throwable refused(Throwable failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof QueuePort.PlugInException plugIn) {
      return Failures.pluggedIn(plugIn.thrown(), action());
    }
    return cause == null ? failure : cause;
  }
}
