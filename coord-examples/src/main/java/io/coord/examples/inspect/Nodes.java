package io.coord.examples.inspect;

import io.coord.RejectedException;
import io.coord.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Reads many nodes at once: sends all requests before it waits for the first reply. Leaves out
 * nodes that are deleted in the meantime.
 */
final class Nodes {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final String NOT_READABLE = "(not readable)";

  private final ZooKeeper zooKeeper;

  Nodes(ZooKeeper zooKeeper) {
    this.zooKeeper = zooKeeper;
  }

  /** A node's data as text, and its metadata. */
  record Node(String path, String text, Stat stat) {

    String name() {
      return NodeNames.last(path);
    }

    Instant since() {
      return Instant.ofEpochMilli(stat.getCtime());
    }

    /** {@return 0 if it outlives the session that created it} */
    long session() {
      return stat.getEphemeralOwner();
    }
  }

  /** The names of a node's children, in no particular order. */
  record Children(String path, List<String> names) {

    Stream<String> paths() {
      String prefix = path.equals("/") ? "/" : path + "/";
      return names.stream().map(name -> prefix + name);
    }
  }

  /**
   * Reads nodes' children.
   *
   * @throws UnavailableException if there is no reply
   * @throws RejectedException if there is no permission to read a node
   */
  List<Children> children(List<String> paths) throws InterruptedException {
    return readAll(
        paths,
        (path, result) ->
            zooKeeper.getChildren(
                path,
                false,
                (code, p, context, names) ->
                    complete(result, code, path, () -> new Children(path, names)),
                null));
  }

  /** Reads nodes. If there is no permission to read one, its data says so. */
  List<Node> nodes(List<String> paths) throws InterruptedException {
    return readAll(paths, this::read);
  }

  /** Reads nodes, likewise. */
  Map<String, Node> byPath(List<String> paths) throws InterruptedException {
    return nodes(paths).stream().collect(Collectors.toMap(Node::path, Function.identity()));
  }

  private void read(String path, CompletableFuture<Optional<Node>> result) {
    zooKeeper.getData(
        path,
        false,
        (code, p, context, data, stat) -> {
          if (Code.get(code) == Code.NOAUTH) {
            readStat(path, result);
          } else {
            complete(result, code, path, () -> new Node(path, text(data), stat));
          }
        },
        null);
  }

  private static String text(byte @Nullable [] data) {
    return data == null ? "" : new String(data, StandardCharsets.UTF_8);
  }

  /** Reads the metadata alone, which needs no permission. */
  private void readStat(String path, CompletableFuture<Optional<Node>> result) {
    zooKeeper.exists(
        path,
        false,
        (code, p, context, stat) ->
            complete(result, code, path, () -> new Node(path, NOT_READABLE, stat)),
        null);
  }

  private static <T> void complete(
      CompletableFuture<Optional<T>> result, int code, String path, Supplier<T> value) {
    switch (Code.get(code)) {
      case OK -> result.complete(Optional.of(value.get()));
      case NONODE -> result.complete(Optional.empty());
      default -> result.completeExceptionally(KeeperException.create(Code.get(code), path));
    }
  }

  private static <T> List<T> readAll(
      List<String> paths, BiConsumer<String, CompletableFuture<Optional<T>>> request)
      throws InterruptedException {
    List<CompletableFuture<Optional<T>>> answers = new ArrayList<>();
    for (String path : paths) {
      CompletableFuture<Optional<T>> answer = new CompletableFuture<>();
      request.accept(path, answer);
      answers.add(answer);
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<T> found = new ArrayList<>();
    for (CompletableFuture<Optional<T>> answer : answers) {
      await(answer, deadline - System.nanoTime()).ifPresent(found::add);
    }
    return found;
  }

  private static <T> Optional<T> await(CompletableFuture<Optional<T>> answer, long nanos)
      throws InterruptedException {
    try {
      return answer.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new UnavailableException("ZooKeeper did not reply within " + PATIENCE + ".", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KeeperException.NoAuthException denied) {
        throw new RejectedException("No permission to read " + denied.getPath() + ".", denied);
      }
      throw new UnavailableException("Could not read from ZooKeeper: " + e.getCause(), e);
    }
  }
}
