package io.coord.curator.internal.registry;

import io.coord.UnavailableException;
import io.coord.curator.internal.registry.Creations.Creation;
import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.support.Background;
import io.coord.curator.internal.support.ZkErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.SetDataResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.CreateRequest;
import org.jspecify.annotations.Nullable;

/**
 * The requests about one instance's node. They use the raw handle, so that each is sent once and in
 * one session: Curator would send a delete whose answer was lost once more, and hit the node of a
 * successor (hazard R7). Answers go to a serial executor.
 */
final class InstanceNode {

  /**
   * How a request ended.
   *
   * @param code OK, or what went wrong
   * @param stat of the node after the request; null unless OK, and after a deletion
   * @param session in which it was sent; 0 if it was not
   */
  record Answer(Code code, @Nullable Stat stat, long session) {}

  private static final long UNWATCH_MILLIS = 200;

  private final Connection connection;
  private final Creations creations;
  private final Executor serial;
  private final String path;
  private final Watcher watcher;
  private boolean looked; // confined to serial

  /** {@code onChange} is called by the executor when the node was created, written or deleted. */
  InstanceNode(
      Connection connection, Creations creations, String path, Executor serial, Runnable onChange) {
    this.connection = connection;
    this.creations = creations;
    this.serial = serial;
    this.path = path;
    this.watcher =
        event -> {
          if (event.getPath() != null) {
            serial.execute(onChange);
          }
        };
  }

  String path() {
    return path;
  }

  /** Creates the node; NONODE if its parents are missing. */
  void create(byte[] payload, Consumer<Answer> then) {
    send(
        then,
        () ->
            creations.add(
                new Creation(
                    connection.absolute(path),
                    payload,
                    acl(createOp(payload)),
                    (code, stat, session) -> answer(new Answer(code, stat, session), then))));
  }

  /** Creates the parents as containers, with the ACL that the client gives to parents. */
  void createParents(Consumer<Answer> then) {
    Background.start(
        callback ->
            connection
                .client()
                .checkExists()
                .creatingParentContainersIfNeeded()
                .inBackground(callback)
                .forPath(path),
        serial,
        reply -> then.accept(new Answer(reply.code(), null, 0)));
  }

  /**
   * Looks at the node and leaves a watch, on its creation if it is absent.
   *
   * @param latest whether the server is to catch up with its leader first: what an earlier request
   *     of ours did, whose answer was lost, might not have reached it
   */
  void look(boolean latest, Consumer<Answer> then) {
    send(
        then,
        zooKeeper -> {
          String absolute = connection.absolute(path);
          if (latest) {
            zooKeeper.sync(absolute, (rc, p, context) -> {}, null); // the next answer waits for it
          }
          looked = true;
          zooKeeper.exists(
              absolute, watcher, (rc, p, context, stat) -> answer(zooKeeper, rc, stat, then), null);
        });
  }

  /** Takes the watch off that a look has left, if it is still there. A deletion does so, too. */
  void unwatch() {
    if (looked) {
      try {
        unwatch(connection.zooKeeper());
      } catch (UnavailableException e) {
        // The watch is gone with the client.
      }
    }
  }

  /**
   * Tries as long as that can be of use, and not in the client alone, as the handle then tells
   * nobody that the connection is lost (hazard C14).
   */
  private void unwatch(ZooKeeper zooKeeper) {
    zooKeeper.removeWatches(
        connection.absolute(path),
        watcher,
        Watcher.WatcherType.Any,
        false,
        (rc, p, context) -> {
          if (rc == Code.CONNECTIONLOSS.intValue() && zooKeeper.getState().isAlive()) {
            Executor executor = connection.threads().callbacks(); // goes on when all is closed
            CompletableFuture.delayedExecutor(UNWATCH_MILLIS, TimeUnit.MILLISECONDS, executor)
                .execute(() -> unwatch(zooKeeper));
          }
        },
        null);
  }

  /** Writes the node if it is still at that version. */
  void write(byte[] payload, int version, Consumer<Answer> then) {
    send(
        then,
        zooKeeper ->
            zooKeeper.setData(
                connection.absolute(path),
                payload,
                version,
                (rc, p, context, stat) -> answer(zooKeeper, rc, stat, then),
                null));
  }

  /** Deletes the node if it is still at that version. */
  void delete(int version, Consumer<Answer> then) {
    send(
        then,
        zooKeeper ->
            zooKeeper.delete(
                connection.absolute(path),
                version,
                (rc, p, context) -> answer(zooKeeper, rc, null, then),
                null));
  }

  /**
   * Replaces the node at that version by ours, in one transaction, so that no observer sees a gap.
   *
   * <p>The new node is written once or twice in the same transaction. That tells its czxid, which a
   * create in a transaction does not; and it gives it another version than the old node had, whose
   * former owner deletes by version and must not hit ours before it has heard of it (hazard R2).
   */
  void replace(int version, byte[] payload, Consumer<Answer> then) {
    send(
        then,
        zooKeeper -> {
          String absolute = connection.absolute(path);
          List<Op> ops = new ArrayList<>();
          ops.add(Op.delete(absolute, version));
          ops.add(createOp(payload));
          ops.add(Op.setData(absolute, payload, 0));
          if (version == 1) {
            ops.add(Op.setData(absolute, payload, 1));
          }
          zooKeeper.multi(
              ops,
              (rc, p, context, results) -> answer(zooKeeper, rc, lastStat(results), then),
              null);
        });
  }

  private void send(Consumer<Answer> then, Consumer<ZooKeeper> request) {
    send(then, () -> request.accept(connection.zooKeeper()));
  }

  private void send(Consumer<Answer> then, Runnable request) {
    try {
      request.run();
    } catch (UnavailableException e) {
      answer(new Answer(Code.CONNECTIONLOSS, null, 0), then);
    }
  }

  private void answer(ZooKeeper zooKeeper, int rc, @Nullable Stat stat, Consumer<Answer> then) {
    answer(new Answer(ZkErrors.code(rc), stat, zooKeeper.getSessionId()), then);
  }

  private void answer(Answer answer, Consumer<Answer> then) {
    serial.execute(() -> then.accept(answer));
  }

  /** Curator's, because it knows the ACL that the client gives to a node at this path. */
  private Op createOp(byte[] payload) {
    try {
      CuratorOp op =
          connection
              .client()
              .transactionOp()
              .create()
              .withMode(CreateMode.EPHEMERAL)
              .forPath(path, payload);
      return op.get();
    } catch (Exception e) { // declared by Curator; a namespace that is missing yet is created here
      throw new UnavailableException("The node " + path + " cannot be created at the moment.", e);
    }
  }

  private static List<ACL> acl(Op create) {
    return ((CreateRequest) create.toRequestRecord()).getAcl();
  }

  private static @Nullable Stat lastStat(@Nullable List<OpResult> results) {
    return results != null
            && !results.isEmpty()
            && results.get(results.size() - 1) instanceof SetDataResult written
        ? written.getStat()
        : null;
  }
}
