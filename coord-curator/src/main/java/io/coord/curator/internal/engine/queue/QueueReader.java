package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.Failures.Intent;
import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.session.Calls;
import io.coord.curator.internal.zookeeper.lock.QueueRequests;
import io.coord.curator.internal.zookeeper.session.Background;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.Replies;
import io.coord.lock.Contender;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads who is queued for a lock. */
public final class QueueReader {

  private final Connection connection;
  private final LockPath lock;

  private QueueReader(Connection connection, LockPath lock) {
    this.connection = connection;
    this.lock = lock;
  }

  /** A contender's node; one that is gone meanwhile has no stat. */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  private record Node(byte @Nullable [] data, @Nullable NodeStat stat) {}

  public static List<Contender> read(Connection connection, LockPath lock)
      throws InterruptedException {
    return new QueueReader(connection, lock).read();
  }

  private List<Contender> read() throws InterruptedException {
    List<String> names = new Calls(connection).read(this::names, action());
    List<Contender> contenders = new ArrayList<>(names.size());
    for (Node node : new Calls(connection).read(() -> nodes(names), action())) {
      if (node.stat() != null) {
        byte[] label = node.data() == null ? new byte[0] : node.data();
        contenders.add(
            new Contender(
                new String(label, StandardCharsets.UTF_8),
                Instant.ofEpochMilli(node.stat().ctime()),
                contenders.isEmpty()));
      }
    }
    return List.copyOf(contenders);
  }

  private String action() {
    return "read the contenders of " + lock.path();
  }

  /** In their order. */
  private CompletableFuture<List<String>> names() {
    CompletableFuture<List<String>> names = new CompletableFuture<>();
    QueueRequests.of(connection, lock)
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

  private CompletableFuture<List<Node>> nodes(List<String> names) {
    QueueRequests queue = QueueRequests.of(connection, lock);
    List<CompletableFuture<Node>> nodes = names.stream().map(name -> node(queue, name)).toList();
    return CompletableFuture.allOf(nodes.toArray(CompletableFuture[]::new))
        .thenApply(nothing -> nodes.stream().map(CompletableFuture::join).toList());
  }

  private CompletableFuture<Node> node(QueueRequests queue, String name) {
    if (connection.client().compressionEnabled()) {
      return decompressed(name);
    }
    CompletableFuture<Node> node = new CompletableFuture<>();
    queue.read(name, (code, data, stat) -> complete(node, code, data, stat));
    return node;
  }

  /** Only Curator knows how. */
  private CompletableFuture<Node> decompressed(String name) {
    CompletableFuture<Node> node = new CompletableFuture<>();
    var unused =
        Background.start(
                callback ->
                    connection
                        .client()
                        .getData()
                        .inBackground(callback)
                        .forPath(lock.path() + "/" + name))
            .thenAccept(
                reply -> {
                  var event = reply.event();
                  if (reply.failure() != null) {
                    node.completeExceptionally(reply.exception(Intent.READ, action()));
                  } else if (event == null) {
                    node.completeExceptionally(new ReplyException(reply.code(), lock.path()));
                  } else {
                    complete(
                        node, reply.code(), event.getData(), Replies.statOrNull(event.getStat()));
                  }
                });
    return node;
  }

  private void complete(
      CompletableFuture<Node> node,
      ReplyCode code,
      byte @Nullable [] data,
      @Nullable NodeStat stat) {
    if (code == ReplyCode.OK || code == ReplyCode.NONODE) {
      node.complete(new Node(data, code == ReplyCode.OK ? stat : null));
    } else {
      node.completeExceptionally(new ReplyException(code, lock.path()));
    }
  }
}
