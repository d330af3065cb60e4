package io.coord.curator.internal.zookeeper.lock;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.queue.LockPath;
import io.coord.curator.internal.engine.queue.QueueLength;
import io.coord.curator.internal.engine.queue.QueuePort;
import io.coord.curator.internal.engine.session.Handle;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.Replies;
import io.coord.curator.internal.zookeeper.session.WatchRemoval;
import io.coord.curator.internal.zookeeper.session.ZkHandle;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.zookeeper.AsyncCallback.Children2Callback;
import org.apache.zookeeper.AsyncCallback.Create2Callback;
import org.apache.zookeeper.AsyncCallback.EphemeralsCallback;
import org.apache.zookeeper.AsyncCallback.StatCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.ZooKeeper.States;
import org.apache.zookeeper.proto.CreateRequest;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests about one lock's queue without waiting for replies. All go through one handle:
 * another handle would be another session, and a contender dies with its own. Replies arrive on the
 * handle's event thread, in the order of the requests.
 */
final class QueueRequests implements QueuePort {

  private static final Log log = Log.of(QueueRequests.class);

  private final Connection connection;
  private final ZooKeeper handle;
  private final Executor steps; // outlives the Coordination
  private final LockPath lock;
  private final String parent; // as the handle knows it
  private final QueueLength length;

  /**
   * Through the current handle. Sends nothing yet.
   *
   * @throws io.coord.UnavailableException if there is none at the moment
   */
  QueueRequests(Connection connection, LockPath lock) {
    this.connection = connection;
    this.handle = connection.zooKeeper();
    // Not the common pool, whose threads may all wait for this very lock.
    this.steps = connection.threads().callbacks();
    this.lock = lock;
    this.parent = connection.absolute(lock.path());
    this.length = lock.length();
  }

  @Override
  public Handle handle() {
    return new ZkHandle(handle, UnaryOperator.identity());
  }

  @Override
  public String path() {
    return parent;
  }

  @Override
  public byte[] create(String mark, String name, byte[] data, CreateCallback then)
      throws PlugInException {
    CreateRequest request =
        ContenderRequest.prepare(connection.client(), parent, lock.path(), mark, name, data);
    Create2Callback onCreated =
        (rc, path, context, made, stat) ->
            then.onCreated(
                Replies.code(rc),
                made == null ? null : made.substring(made.lastIndexOf('/') + 1),
                Replies.statOrNull(stat));
    send(
        () ->
            handle.create(
                request.getPath(),
                request.getData(),
                request.getAcl(),
                CreateMode.EPHEMERAL_SEQUENTIAL,
                onCreated,
                null),
        code -> then.onCreated(code, null, null));
    return request.getData();
  }

  @Override
  public void list(@Nullable Watch watch, BiConsumer<ReplyCode, List<String>> then) {
    Watcher watcher = watch == null ? null : new QueueWatcher(watch);
    if (!length.isDoubtful()) {
      getChildren(watcher, then);
      return;
    }
    StatCallback onCount =
        (rc, path, context, stat) -> {
          ReplyCode code = Replies.code(rc);
          if (code != ReplyCode.OK) {
            then.accept(code, List.of());
          } else if (length.isTooLong(Replies.stat(stat), Connection.juteMaxBuffer(handle))) {
            then.accept(QueueLength.TOO_LONG, List.of());
          } else {
            getChildren(watcher, then);
          }
        };
    send(() -> handle.exists(parent, false, onCount, null), code -> then.accept(code, List.of()));
  }

  private void getChildren(@Nullable Watcher watcher, BiConsumer<ReplyCode, List<String>> then) {
    Children2Callback onList =
        (rc, path, context, names, stat) -> {
          length.onList(Replies.code(rc));
          then.accept(Replies.code(rc), names == null ? List.of() : names);
        };
    send(
        () -> handle.getChildren(parent, watcher, onList, null),
        code -> then.accept(code, List.of()));
  }

  @Override
  public void listOwn(BiConsumer<ReplyCode, List<String>> then) {
    EphemeralsCallback onPaths =
        (rc, context, paths) ->
            then.accept(Replies.code(rc), paths == null ? List.of() : names(paths));
    send(() -> handle.getEphemerals(onPaths, null), code -> then.accept(code, List.of()));
  }

  private static List<String> names(List<String> paths) {
    return paths.stream().map(path -> path.substring(path.lastIndexOf('/') + 1)).toList();
  }

  @Override
  public void sync(Consumer<ReplyCode> then) {
    send(
        () ->
            handle.multi(
                List.of(Op.check(parent, -1)),
                (rc, path, context, results) -> then.accept(caughtUp(Replies.code(rc))),
                null),
        then);
  }

  /** A quorum agrees on a failed transaction just as on one that succeeds. */
  private static ReplyCode caughtUp(ReplyCode code) {
    return code == ReplyCode.NONODE || code == ReplyCode.NOAUTH ? ReplyCode.OK : code;
  }

  @Override
  public void look(String name, BiConsumer<ReplyCode, @Nullable NodeStat> then) {
    StatCallback onStat =
        (rc, path, context, stat) -> then.accept(Replies.code(rc), Replies.statOrNull(stat));
    send(() -> handle.exists(child(name), false, onStat, null), code -> then.accept(code, null));
  }

  @Override
  public CompletableFuture<Label> readLabel(String name) {
    return LabelReader.read(connection.client(), handle, lock.path() + "/" + name, child(name));
  }

  @Override
  public void write(String name, byte[] data, BiConsumer<ReplyCode, @Nullable NodeStat> then) {
    StatCallback onStat =
        (rc, path, context, stat) -> then.accept(Replies.code(rc), Replies.statOrNull(stat));
    send(
        () -> handle.setData(child(name), data, -1, onStat, null), code -> then.accept(code, null));
  }

  @Override
  public void watch(String name, Watch watch, Consumer<ReplyCode> then) {
    send(
        () ->
            handle.getData(
                child(name),
                new QueueWatcher(watch),
                (rc, path, context, data, stat) -> then.accept(Replies.code(rc)),
                null),
        then);
  }

  @Override
  public void unwatch(String name, Watch watch) {
    WatchRemoval.ofWatcher(
        handle, child(name), new QueueWatcher(watch), WatcherType.Data, connection.client(), steps);
  }

  @Override
  public boolean again(ReplyCode code, Runnable step) {
    boolean canHelp = code.isTransient() && handle.getState().isAlive();
    if (canHelp) {
      LockQueues.LATER.execute(() -> stepIfConnected(step));
    }
    return canHelp;
  }

  private void stepIfConnected(Runnable step) {
    States state = handle.getState();
    if (state == States.CONNECTED || !state.isAlive()) {
      steps.execute(step);
    } else {
      LockQueues.LATER.execute(() -> stepIfConnected(step));
    }
  }

  /** Every request gets a reply, even if it cannot be sent. */
  static void send(Runnable request, Consumer<ReplyCode> unsent) {
    try {
      request.run();
    } catch (RuntimeException | Error e) { // out of memory, for example
      log.debug("A request could not be sent; it will be retried.", e);
      unsent.accept(ReplyCode.SYSTEMERROR);
    }
  }

  private String child(String name) {
    return parent + "/" + name;
  }
}
