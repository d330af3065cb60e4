package io.coord.curator.internal.zookeeper.registry;

import io.coord.UnavailableException;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.registry.Answer;
import io.coord.curator.internal.engine.registry.InstancePort;
import io.coord.curator.internal.zookeeper.registry.BatchCreator.Creation;
import io.coord.curator.internal.zookeeper.registry.Parents.Parent;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.Replies;
import io.coord.curator.internal.zookeeper.session.WatchRemoval;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests about one instance's node on the raw handle, so that each is sent once and in
 * one session: Curator would repeat a delete whose reply was lost, and could hit a successor's node
 * (hazard R7).
 */
final class InstanceNode implements InstancePort {

  private final Connection connection;
  private final BatchCreator creations;
  private final String path;
  private final NodeOps ops;
  private final Watcher watcher;
  private @Nullable ZooKeeper
      watchedBy; // the handle that has the watch; confined to the reconciler's executor

  InstanceNode(
      Connection connection,
      BatchCreator creations,
      String path,
      Executor serial,
      Runnable onChange) {
    this.connection = connection;
    this.creations = creations;
    this.path = path;
    this.ops = new NodeOps(connection.client(), path, connection.absolute(path));
    this.watcher =
        event -> {
          if (event.getPath() != null) {
            serial.execute(onChange);
          }
        };
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public void create(byte[] payload, Consumer<Answer> then) {
    planned(
        () -> ops.acl(payload),
        then,
        (List<ACL> acl) ->
            creations.add(
                new Creation(
                    ops.absolute(),
                    payload,
                    acl,
                    (code, stat, session) ->
                        then.accept(Answer.of(code, Replies.statOrNull(stat), session)))));
  }

  @Override
  public void createParents(Consumer<Answer> then) {
    planned(
        ops::parents,
        then,
        (List<Parent> parents) ->
            send(then, zooKeeper -> Parents.create(zooKeeper, parents, then)));
  }

  @Override
  public void look(boolean latest, Consumer<Answer> then) {
    send(
        then,
        zooKeeper -> {
          if (latest) { // the reply to the read follows it (hazard R10)
            zooKeeper.multi(
                List.of(Op.check(ops.absolute(), -1)), (rc, p, context, results) -> {}, null);
          }
          watchedBy = zooKeeper;
          zooKeeper.exists(
              ops.absolute(),
              watcher,
              (rc, p, context, stat) -> then.accept(answer(zooKeeper, rc, stat)),
              null);
        });
  }

  @Override
  public void watchHasFired() {
    watchedBy = null;
  }

  @Override
  public void unwatch() {
    if (watchedBy != null) {
      WatchRemoval.ofWatcher(
          watchedBy,
          ops.absolute(),
          watcher,
          Watcher.WatcherType.Any,
          // These still run after the close.
          connection.client(),
          connection.threads().callbacks());
    }
  }

  @Override
  public void write(byte[] payload, int version, Consumer<Answer> then) {
    planned(
        () -> {
          ops.requireWritable(payload);
          return payload;
        },
        then,
        allowed ->
            send(
                then,
                zooKeeper ->
                    zooKeeper.setData(
                        ops.absolute(),
                        allowed,
                        version,
                        (rc, p, context, stat) -> then.accept(answer(zooKeeper, rc, stat)),
                        null)));
  }

  @Override
  public void delete(int version, Consumer<Answer> then) {
    send(
        then,
        zooKeeper ->
            zooKeeper.delete(
                ops.absolute(),
                version,
                (rc, p, context) -> then.accept(answer(zooKeeper, rc, null)),
                null));
  }

  @Override
  public void replace(int version, byte[] payload, Consumer<Answer> then) {
    planned(
        () -> ops.replacement(version, payload),
        then,
        (List<Op> replacement) ->
            send(
                then,
                zooKeeper ->
                    zooKeeper.multi(
                        replacement,
                        (rc, p, context, results) ->
                            then.accept(answer(zooKeeper, rc, NodeOps.lastWrite(results))),
                        null)));
  }

  /** Prepares a request with the help of the client's plug-ins. */
  @FunctionalInterface
  private interface Plan<T> {
    T make() throws Exception; // as Curator's forPath does
  }

  private static <T> void planned(Plan<T> plan, Consumer<Answer> then, Consumer<T> request) {
    T planned;
    try {
      planned = plan.make();
    } catch (KeeperException e) {
      then.accept(Answer.notSent(Replies.code(e.code())));
      return;
    } catch (Exception | Error e) {
      then.accept(Answer.refused(e));
      return;
    }
    request.accept(planned);
  }

  /** A request that throws may have been sent all the same. */
  private void send(Consumer<Answer> then, Consumer<ZooKeeper> request) {
    long session = 0;
    try {
      ZooKeeper zooKeeper = connection.zooKeeper();
      session = zooKeeper.getSessionId();
      request.accept(zooKeeper);
    } catch (UnavailableException e) {
      then.accept(Answer.notSent(ReplyCode.CONNECTIONLOSS));
    } catch (RuntimeException | Error e) {
      then.accept(Answer.of(ReplyCode.SYSTEMERROR, null, session));
    }
  }

  private static Answer answer(ZooKeeper zooKeeper, int rc, @Nullable Stat stat) {
    return Answer.of(Replies.code(rc), Replies.statOrNull(stat), zooKeeper.getSessionId());
  }
}
