package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.zookeeper.lock.QueueRequests;
import io.coord.curator.internal.zookeeper.session.Background;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.ZkErrors;
import io.coord.curator.internal.zookeeper.session.ZkErrors.Intent;
import io.coord.lock.Contender;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** Reads who is queued for a lock. */
public final class ContenderList {

  private final Connection connection;
  private final LockNode lock;

  private ContenderList(Connection connection, LockNode lock) {
    this.connection = connection;
    this.lock = lock;
  }

  /** A contender's node; one that is gone meanwhile has no stat. */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  private record Node(byte @Nullable [] data, @Nullable Stat stat) {}

  public static List<Contender> read(Connection connection, LockNode lock)
      throws InterruptedException {
    return new ContenderList(connection, lock).read();
  }

  private List<Contender> read() throws InterruptedException {
    List<String> names = connection.read(this::names, action());
    List<Contender> contenders = new ArrayList<>(names.size());
    for (Node node : connection.read(() -> nodes(names), action())) {
      if (node.stat() != null) {
        byte[] label = node.data() == null ? new byte[0] : node.data();
        contenders.add(
            new Contender(
                new String(label, StandardCharsets.UTF_8),
                Instant.ofEpochMilli(node.stat().getCtime()),
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
              if (code == Code.OK || code == Code.NONODE) {
                names.complete(ContenderOrder.sorted(children));
              } else if (code == QueueLength.TOO_LONG && refusal != null) {
                names.completeExceptionally(refusal.get());
              } else {
                names.completeExceptionally(KeeperException.create(code, lock.path()));
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
    queue.read(
        name, (rc, path, context, data, stat) -> complete(node, ZkErrors.code(rc), data, stat));
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
                    node.completeExceptionally(KeeperException.create(reply.code(), lock.path()));
                  } else {
                    complete(node, reply.code(), event.getData(), event.getStat());
                  }
                });
    return node;
  }

  private void complete(
      CompletableFuture<Node> node, Code code, byte @Nullable [] data, @Nullable Stat stat) {
    if (code == Code.OK || code == Code.NONODE) {
      node.complete(new Node(data, code == Code.OK ? stat : null));
    } else {
      node.completeExceptionally(KeeperException.create(code, lock.path()));
    }
  }
}
