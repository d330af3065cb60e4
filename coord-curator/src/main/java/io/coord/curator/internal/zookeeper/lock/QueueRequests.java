package io.coord.curator.internal.zookeeper.lock;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.queue.LockPath;
import io.coord.curator.internal.engine.queue.QueueLength;
import io.coord.curator.internal.engine.session.Handle;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.Replies;
import io.coord.curator.internal.zookeeper.session.WatchRemoval;
import io.coord.curator.internal.zookeeper.session.ZkHandle;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.zookeeper.AsyncCallback.Children2Callback;
import org.apache.zookeeper.AsyncCallback.Create2Callback;
import org.apache.zookeeper.AsyncCallback.DataCallback;
import org.apache.zookeeper.AsyncCallback.EphemeralsCallback;
import org.apache.zookeeper.AsyncCallback.StatCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.ZooKeeper.States;
import org.apache.zookeeper.proto.CreateRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is asked about one lock's queue without a thread that waits for the answer. All of it goes
 * through one handle: another one is another session, and a contender dies with its own. Answers
 * come on the handle's event thread, in the order of the requests.
 */
public final class QueueRequests {

  private static final Logger log = LoggerFactory.getLogger(QueueRequests.class);

  /** Takes what was read of a contender's node. */
  @FunctionalInterface
  public interface ReadCallback {
    void onRead(ReplyCode code, byte @Nullable [] data, @Nullable NodeStat stat);
  }

  private static final long RETRY_MILLIS = 200;

  /** Needs no thread of ours; whoever waits for the connection only looks from time to time. */
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS, Runnable::run);

  private final ZooKeeper handle;
  private final Executor steps;
  private final String parent; // as the handle knows it
  private final QueueLength length;

  /**
   * Sends nothing.
   *
   * @param executor for what is tried again; goes on when all is closed
   */
  public QueueRequests(ZooKeeper handle, Executor executor, String parent, QueueLength length) {
    this.handle = handle;
    this.steps = executor;
    this.parent = parent;
    this.length = length;
  }

  /**
   * About that lock's queue, by the present handle.
   *
   * @throws io.coord.UnavailableException if there is none at the moment
   */
  public static QueueRequests of(Connection connection, LockPath lock) {
    return new QueueRequests(
        connection.zooKeeper(),
        // Not the common pool, which may be full of threads that wait for this very lock; and one
        // that goes on when all is closed.
        connection.threads().callbacks(),
        connection.absolute(lock.path()),
        lock.length());
  }

  /** The session that all of it belongs to. */
  public Handle handle() {
    return new ZkHandle(handle, UnaryOperator.identity());
  }

  public String parent() {
    return parent;
  }

  public void create(CreateRequest request, Create2Callback then) {
    handle.create(
        request.getPath(),
        request.getData(),
        request.getAcl(),
        CreateMode.EPHEMERAL_SEQUENTIAL,
        then,
        null);
  }

  /**
   * Lists the contenders, and whatever else is there; that is answered with {@link
   * QueueLength#TOO_LONG} if nobody could read it.
   */
  public void list(BiConsumer<ReplyCode, List<String>> then) {
    list(null, then);
  }

  /** The same, and watches for the next change of it if it is read. */
  public void list(@Nullable Watcher watcher, BiConsumer<ReplyCode, List<String>> then) {
    if (!length.isDoubtful()) {
      getChildren(watcher, then);
      return;
    }
    StatCallback onCount =
        (rc, path, context, stat) -> {
          ReplyCode code = Replies.code(rc);
          if (code != ReplyCode.OK) {
            then.accept(code, List.of());
          } else if (length.isTooLong(Replies.stat(stat), juteMaxBuffer())) {
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

  /** Names the ephemeral nodes of the session, wherever they are; needs no right to read. */
  public void listOwn(BiConsumer<ReplyCode, List<String>> then) {
    EphemeralsCallback onPaths =
        (rc, context, paths) ->
            then.accept(Replies.code(rc), paths == null ? List.of() : names(paths));
    send(() -> handle.getEphemerals(onPaths, null), code -> then.accept(code, List.of()));
  }

  private static List<String> names(List<String> paths) {
    return paths.stream().map(path -> path.substring(path.lastIndexOf('/') + 1)).toList();
  }

  private int juteMaxBuffer() {
    return Connection.juteMaxBuffer(handle);
  }

  /** Lets the server catch up with its leader. */
  public void sync(Consumer<ReplyCode> then) {
    send(
        () -> handle.sync(parent, (rc, path, context) -> then.accept(Replies.code(rc)), null),
        then);
  }

  public void look(String name, BiConsumer<ReplyCode, @Nullable NodeStat> then) {
    StatCallback onStat =
        (rc, path, context, stat) -> then.accept(Replies.code(rc), Replies.statOrNull(stat));
    send(() -> handle.exists(child(name), false, onStat, null), code -> then.accept(code, null));
  }

  public void read(String name, ReadCallback then) {
    DataCallback onData =
        (rc, path, context, data, stat) ->
            then.onRead(Replies.code(rc), data, Replies.statOrNull(stat));
    send(
        () -> handle.getData(child(name), false, onData, null),
        code -> then.onRead(code, null, null));
  }

  /** Writes a contender's node. */
  public void write(String name, byte[] data, BiConsumer<ReplyCode, @Nullable NodeStat> then) {
    StatCallback onStat =
        (rc, path, context, stat) -> then.accept(Replies.code(rc), Replies.statOrNull(stat));
    send(
        () -> handle.setData(child(name), data, -1, onStat, null), code -> then.accept(code, null));
  }

  /** Watches a contender's node; of one that is gone it leaves no watch. */
  public void watch(String name, Watcher watcher, Consumer<ReplyCode> then) {
    send(
        () ->
            handle.getData(
                child(name),
                watcher,
                (rc, path, context, data, stat) -> then.accept(Replies.code(rc)),
                null),
        then);
  }

  /** Also of a watch whose request is still under way. */
  public void unwatch(String name, Watcher watcher) {
    WatchRemoval.ofWatcher(handle, child(name), watcher, WatcherType.Data, steps);
  }

  /**
   * Takes that step in a moment, or when the connection is back, if what failed so can still
   * succeed. A handle that has ended meanwhile answers the step with that.
   *
   * @return whether it can
   */
  public boolean again(ReplyCode code, Runnable step) {
    boolean useful = code.isTransient() && handle.getState().isAlive();
    if (useful) {
      LATER.execute(() -> stepIfConnected(step));
    }
    return useful;
  }

  private void stepIfConnected(Runnable step) {
    States state = handle.getState();
    if (state == States.CONNECTED || !state.isAlive()) {
      steps.execute(step);
    } else {
      LATER.execute(() -> stepIfConnected(step));
    }
  }

  /** The step that waits for the answer must go on even if the request cannot be sent. */
  private static void send(Runnable request, Consumer<ReplyCode> unsent) {
    try {
      request.run();
    } catch (RuntimeException | Error e) { // as with no memory left
      log.debug("A request could not be sent; it is tried again.", e);
      unsent.accept(ReplyCode.SYSTEMERROR);
    }
  }

  private String child(String name) {
    return parent + "/" + name;
  }
}
