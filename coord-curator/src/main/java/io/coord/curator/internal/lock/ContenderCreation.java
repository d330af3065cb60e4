package io.coord.curator.internal.lock;

import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.support.ZkErrors;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.AsyncCallback.Children2Callback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.CreateRequest;
import org.jspecify.annotations.Nullable;

/**
 * Puts a contender's node into the queue and asks for the queue in the same breath: both requests
 * take one round trip. The server works off the requests of a session in their order, so that the
 * list shows the node.
 *
 * <p>The node has a mark in its name, as Curator's protection gives it: if the answer is lost, the
 * node is sought by it (hazard L4), from a server that has caught up (hazard L17). All of it goes
 * through the handle that sent it: another one is another session, and the node dies with its own.
 */
final class ContenderCreation {

  /** As InterProcessMutex calls its contenders; the server adds a number. */
  private static final String NAME = "lock-";

  private static final long RETRY_MILLIS = 200;

  /**
   * The contender in the queue.
   *
   * @param name its node's own name, without the path
   * @param stat of its node
   * @param contenders as of a moment when its node was there; null if they could not be listed
   */
  record Entry(String name, Stat stat, @Nullable List<String> contenders) {}

  private final long sentAt = System.nanoTime();
  private final ZooKeeper zooKeeper;
  private final Executor retries;
  private final String parent; // as the handle knows it
  private final String mark = "_c_" + UUID.randomUUID() + "-";
  private final CompletableFuture<@Nullable List<String>> listed = new CompletableFuture<>();
  private final CompletableFuture<Entry> entry = new CompletableFuture<>();

  private ContenderCreation(ZooKeeper zooKeeper, Executor retries, String parent) {
    this.zooKeeper = zooKeeper;
    this.retries = retries;
    this.parent = parent;
  }

  /** Sends both requests; nothing here waits for the service. */
  static ContenderCreation send(Connection connection, LockNode parent, byte[] data)
      throws Exception {
    ContenderCreation creation =
        new ContenderCreation(
            connection.zooKeeper(),
            // Not the common pool, which may be full of threads that wait for this very lock; and
            // one that goes on when all is closed.
            CompletableFuture.delayedExecutor(
                RETRY_MILLIS, TimeUnit.MILLISECONDS, connection.threads().callbacks()),
            connection.absolute(parent.path()));
    creation.send(connection.client().usingNamespace(null), data);
    return creation;
  }

  private void send(CuratorFramework unnamed, byte[] data) throws Exception {
    // Built by Curator for the access rights and the compression that it was given; not sent by it.
    CreateRequest request =
        (CreateRequest)
            unnamed
                .transactionOp()
                .create()
                .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
                .forPath(child(mark + NAME), data)
                .get()
                .toRequestRecord();
    zooKeeper.create(
        request.getPath(),
        request.getData(),
        request.getAcl(),
        CreateMode.EPHEMERAL_SEQUENTIAL,
        (rc, path, context, made, stat) -> onCreated(Code.get(rc), made, stat),
        null);
    list((code, names) -> listed.complete(code == Code.OK && isAmong(names) ? names : null));
  }

  /** By the clock of nanoTime; not later than it was sent. */
  long sentAt() {
    return sentAt;
  }

  /** The session that the node belongs to. */
  ZooKeeper handle() {
    return zooKeeper;
  }

  /**
   * Completed, on a ZooKeeper thread, when the contender is queued; exceptionally when it is not,
   * and never will be.
   */
  CompletableFuture<Entry> entry() {
    return entry;
  }

  /** The node is deleted as soon as it is there. */
  void abandon() {
    var unused = entry.thenAccept(queued -> delete(queued.name()));
  }

  private void onCreated(Code code, String path, Stat stat) {
    if (code == Code.OK) {
      enter(path.substring(path.lastIndexOf('/') + 1), stat);
    } else if (ZkErrors.isTransient(code)) {
      search(); // the server may have made it
    } else {
      fail(code);
    }
  }

  /** Whether the list comes now or has come, or was lost with the connection: it is waited for. */
  private void enter(String name, Stat stat) {
    var unused = listed.thenAccept(contenders -> entry.complete(new Entry(name, stat, contenders)));
  }

  private void search() {
    zooKeeper.sync(
        parent,
        (rc, path, context) -> {
          if (rc == Code.OK.intValue()) {
            list(this::onSearched);
          } else {
            searchAgain(Code.get(rc));
          }
        },
        null);
  }

  private void onSearched(Code code, List<String> names) {
    if (code == Code.OK) {
      names.stream()
          .filter(this::isMarked)
          .findAny()
          .ifPresentOrElse(this::look, () -> fail(Code.NONODE));
    } else {
      searchAgain(code);
    }
  }

  private void look(String name) {
    zooKeeper.exists(
        child(name),
        false,
        (rc, path, context, stat) -> {
          if (rc == Code.OK.intValue()) {
            enter(name, stat);
          } else {
            searchAgain(Code.get(rc));
          }
        },
        null);
  }

  private void searchAgain(Code code) {
    if (!again(code, this::search)) {
      fail(code);
    }
  }

  private void delete(String name) {
    zooKeeper.delete(
        child(name), -1, (rc, path, context) -> again(Code.get(rc), () -> delete(name)), null);
  }

  /** Tries again in a moment, if that can be of use. */
  private boolean again(Code code, Runnable step) {
    boolean useful = ZkErrors.isTransient(code) && zooKeeper.getState().isAlive();
    if (useful) {
      retries.execute(step);
    }
    return useful;
  }

  private void fail(Code code) {
    entry.completeExceptionally(KeeperException.create(code, parent));
  }

  private void list(BiConsumer<Code, List<String>> then) {
    Children2Callback onList =
        (rc, path, context, names, stat) ->
            then.accept(Code.get(rc), names == null ? List.of() : names);
    zooKeeper.getChildren(parent, false, onList, null);
  }

  private boolean isAmong(List<String> names) {
    return names.stream().anyMatch(this::isMarked);
  }

  private boolean isMarked(String name) {
    return name.startsWith(mark);
  }

  private String child(String name) {
    return parent + "/" + name;
  }
}
