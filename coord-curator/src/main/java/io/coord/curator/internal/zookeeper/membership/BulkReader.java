package io.coord.curator.internal.zookeeper.membership;

import io.coord.UnavailableException;
import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.membership.KnownPath;
import io.coord.curator.internal.engine.membership.ReadPlan;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.Replies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.utils.ZKPaths;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a node's children in few requests: the list, and the data of up to 1,000 children in one
 * multi-read, as a {@link ReadPlan} says. If a multi-read costs the connection all the same, the
 * next ones shrink to an eighth: three connections at most are lost from the largest size to single
 * nodes, and a read is given up after three.
 *
 * <p>Replies are handed to an executor in the order in which they and the watch events of the same
 * session arrive. Multi-reads are not among Curator's operations, hence the raw handle (hazard M9).
 */
public final class BulkReader {

  private static final Logger log = LoggerFactory.getLogger(BulkReader.class);

  private static final int SHRINK = 8;

  private final Connection connection;
  private final String path;
  private final KnownPath known;
  private final Object monitor = new Object();
  private int cap = ReadPlan.MOST_NODES; // guarded by monitor

  public BulkReader(Connection connection, String path, KnownPath known) {
    this.connection = connection;
    this.path = path;
    this.known = known;
  }

  /**
   * One child as read.
   *
   * @param name the znode's own name
   * @param code OK, or why it could not be read
   * @param stat of the node; null unless OK
   * @param data of the node; empty unless OK
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  public record Node(String name, ReplyCode code, @Nullable NodeStat stat, byte[] data) {}

  /** Takes the list of children. */
  @FunctionalInterface
  public interface ListCallback {
    void onList(ReplyCode code, List<String> names, @Nullable NodeStat parent);
  }

  /** Takes the children read; the list is empty unless the code is OK. */
  @FunctionalInterface
  public interface ReadCallback {
    void onRead(ReplyCode code, List<Node> nodes);
  }

  /**
   * Lists the children as of now or later: the server first catches up with its leader, behind
   * which it may lag for long (hazard M14). That is one request more, and no more time on the way:
   * a server answers the requests of one connection in their order. And a handle that has lost its
   * connection in between takes no server that is behind what it has seen.
   */
  public void list(Executor executor, ListCallback callback) {
    AtomicInteger caughtUp = new AtomicInteger(KeeperException.Code.CONNECTIONLOSS.intValue());
    String absolute = connection.absolute(path);
    try {
      ZooKeeper handle = connection.zooKeeper();
      handle.sync(absolute, (rc, p, ctx) -> caughtUp.set(rc), null);
      handle.getChildren(
          absolute,
          false,
          (rc, p, ctx, names, stat) -> {
            ReplyCode code = Replies.code(caughtUp.get() == 0 ? rc : caughtUp.get());
            executor.execute(
                () ->
                    callback.onList(
                        code, names == null ? List.of() : names, Replies.statOrNull(stat)));
          },
          null);
    } catch (UnavailableException e) {
      executor.execute(() -> callback.onList(ReplyCode.CONNECTIONLOSS, List.of(), null));
    } catch (RuntimeException | Error e) { // of the handle; it may work the next time
      log.warn("{} could not be listed; it is tried again.", path, e);
      executor.execute(() -> callback.onList(ReplyCode.SYSTEMERROR, List.of(), null));
    }
  }

  public void read(List<String> names, Executor executor, ReadCallback callback) {
    try {
      if (names.size() == 1) {
        readOne(connection.zooKeeper(), names.get(0), executor, callback);
      } else {
        readMany(connection.zooKeeper(), names, executor, callback);
      }
    } catch (UnavailableException e) {
      executor.execute(() -> callback.onRead(ReplyCode.CONNECTIONLOSS, List.of()));
    } catch (RuntimeException | Error e) { // of the handle; it may work the next time
      log.warn("Children of {} could not be read; it is tried again.", path, e);
      executor.execute(() -> callback.onRead(ReplyCode.SYSTEMERROR, List.of()));
    }
  }

  /** A node that could be written can be read so, too: nothing is put around it. */
  private void readOne(ZooKeeper handle, String name, Executor executor, ReadCallback callback) {
    handle.getData(
        ZKPaths.makePath(connection.absolute(path), name),
        false,
        (rc, p, ctx, data, stat) -> {
          ReplyCode code = Replies.code(rc);
          boolean ofNode =
              code == ReplyCode.OK || code == ReplyCode.NONODE || code == ReplyCode.NOAUTH;
          Node node =
              new Node(
                  name,
                  code,
                  code == ReplyCode.OK ? Replies.statOrNull(stat) : null,
                  orEmpty(data));
          executor.execute(
              () ->
                  callback.onRead(
                      ofNode ? ReplyCode.OK : code, ofNode ? List.of(node) : List.of()));
        },
        null);
  }

  private void readMany(
      ZooKeeper handle, List<String> names, Executor executor, ReadCallback callback) {
    List<Op> ops = new ArrayList<>(names.size());
    String parent = connection.absolute(path);
    names.forEach(name -> ops.add(Op.getData(ZKPaths.makePath(parent, name))));
    handle.multi(
        ops,
        (rc, p, ctx, results) ->
            executor.execute(() -> onMulti(Replies.code(rc), names, results, callback)),
        null);
  }

  /** How to read all of these. */
  public ReadPlan plan(List<String> names) {
    return new ReadPlan(names, known, path.length(), limit(), cap());
  }

  /** The first of these, as many as can be read together. At least one. */
  public List<String> together(List<String> names) {
    return ReadPlan.first(names, known, path.length(), limit(), cap());
  }

  private int limit() {
    return juteMaxBuffer() / 4 * 3;
  }

  private int cap() {
    synchronized (monitor) {
      return cap;
    }
  }

  /** A request for so many nodes cost the connection: maybe its reply was too large. */
  public void shrinkBelow(int size) {
    synchronized (monitor) {
      cap = size == 1 ? cap : Math.max(1, Math.min(cap, size / SHRINK));
    }
  }

  /**
   * All was read: what failed before was not the size, or the sizes are known now.
   *
   * @param sizes of all children
   */
  public void onComplete(Map<String, Integer> sizes) {
    known.learnAll(sizes);
    synchronized (monitor) {
      cap = ReadPlan.MOST_NODES;
    }
  }

  /** Some were read. */
  public void onFailure(Map<String, Integer> sizes) {
    sizes.forEach(known::learn);
  }

  public int juteMaxBuffer() {
    return connection.juteMaxBuffer();
  }

  private void onMulti(
      ReplyCode code, List<String> names, @Nullable List<OpResult> results, ReadCallback callback) {
    if (results == null || results.size() != names.size()) {
      callback.onRead(code == ReplyCode.OK ? ReplyCode.MARSHALLINGERROR : code, List.of());
      return;
    }
    List<Node> nodes = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      nodes.add(node(names.get(i), results.get(i)));
    }
    callback.onRead(ReplyCode.OK, nodes);
  }

  private static Node node(String name, OpResult result) {
    if (result instanceof OpResult.GetDataResult found) {
      return new Node(name, ReplyCode.OK, Replies.stat(found.getStat()), orEmpty(found.getData()));
    }
    ReplyCode code =
        result instanceof OpResult.ErrorResult error
            ? Replies.code(error.getErr())
            : ReplyCode.SYSTEMERROR;
    return new Node(name, code, null, new byte[0]);
  }

  private static byte[] orEmpty(byte @Nullable [] data) {
    return data == null ? new byte[0] : data;
  }
}
