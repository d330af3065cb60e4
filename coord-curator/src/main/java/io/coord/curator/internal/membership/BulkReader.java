package io.coord.curator.internal.membership;

import io.coord.UnavailableException;
import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.support.ZkErrors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.curator.utils.ZKPaths;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Reads a node's children in few requests: the list, and the data of up to 1,000 children in one
 * multi-read. A reply larger than jute.maxbuffer would cost the whole client its connection (hazard
 * C7), and nobody says beforehand how large nodes are: so the first request is small, the next ones
 * are sized by the largest node seen, and after a failure they shrink to an eighth: three
 * connections at most are lost from the largest size to single nodes, and a read is given up after
 * three.
 *
 * <p>Replies are handed to an executor in the order in which they and the watch events of the same
 * session arrive. Multi-reads are not among Curator's operations, hence the raw handle (hazard M9).
 */
final class BulkReader {

  private static final int MOST_NODES = 1_000;

  /** Fit if each is as large as a registration may be by default. */
  private static final int FIRST_NODES = 15;

  private static final int SHRINK = 8;
  private static final int STAT_AND_HEADERS_BYTES = 100;

  private final Connection connection;
  private final String path;
  private final Object monitor = new Object();
  private int cap = MOST_NODES; // guarded by monitor
  private int largestNode; // guarded by monitor; 0 before the first

  BulkReader(Connection connection, String path) {
    this.connection = connection;
    this.path = path;
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
  record Node(String name, Code code, @Nullable Stat stat, byte[] data) {}

  /** Takes the list of children. */
  @FunctionalInterface
  interface ListCallback {
    void onList(Code code, List<String> names, @Nullable Stat parent);
  }

  /** Takes the children read; the list is empty unless the code is OK. */
  @FunctionalInterface
  interface ReadCallback {
    void onRead(Code code, List<Node> nodes);
  }

  void list(Executor executor, ListCallback callback) {
    try {
      connection
          .zooKeeper()
          .getChildren(
              connection.absolute(path),
              false,
              (rc, p, ctx, names, stat) ->
                  executor.execute(
                      () ->
                          callback.onList(
                              ZkErrors.code(rc), names == null ? List.of() : names, stat)),
              null);
    } catch (UnavailableException e) {
      executor.execute(() -> callback.onList(Code.CONNECTIONLOSS, List.of(), null));
    }
  }

  void read(List<String> names, Executor executor, ReadCallback callback) {
    List<Op> ops = new ArrayList<>(names.size());
    String parent = connection.absolute(path);
    names.forEach(name -> ops.add(Op.getData(ZKPaths.makePath(parent, name))));
    try {
      connection
          .zooKeeper()
          .multi(
              ops,
              (rc, p, ctx, results) ->
                  executor.execute(() -> onMulti(ZkErrors.code(rc), names, results, callback)),
              null);
    } catch (UnavailableException e) {
      executor.execute(() -> callback.onRead(Code.CONNECTIONLOSS, List.of()));
    }
  }

  /** How many of these names, from the given one on, go into the next request. At least one. */
  int nextSize(List<String> names, int from) {
    int limit;
    int most;
    synchronized (monitor) {
      limit = juteMaxBuffer() / 4 * 3;
      most = largestNode == 0 ? FIRST_NODES : limit / (largestNode + STAT_AND_HEADERS_BYTES);
      most = Math.max(1, Math.min(most, cap));
    }
    int bytes = 0;
    int count = 0;
    while (count < most && from + count < names.size()) {
      bytes += path.length() + utf8Length(names.get(from + count)) + STAT_AND_HEADERS_BYTES;
      if (count > 0 && bytes > limit) {
        break;
      }
      count++;
    }
    return count;
  }

  /** A request for so many nodes cost the connection: maybe its reply was too large. */
  void shrinkBelow(int size) {
    synchronized (monitor) {
      cap = Math.max(1, Math.min(cap, size / SHRINK));
    }
  }

  /** All was read: what failed before was not the size, or is known by the largest node now. */
  void restoreSize() {
    synchronized (monitor) {
      cap = MOST_NODES;
    }
  }

  int juteMaxBuffer() {
    return connection.juteMaxBuffer();
  }

  private void onMulti(
      Code code, List<String> names, @Nullable List<OpResult> results, ReadCallback callback) {
    if (results == null || results.size() != names.size()) {
      callback.onRead(code == Code.OK ? Code.MARSHALLINGERROR : code, List.of());
      return;
    }
    List<Node> nodes = new ArrayList<>(names.size());
    int largest = 1;
    for (int i = 0; i < names.size(); i++) {
      Node node = node(names.get(i), results.get(i));
      largest = Math.max(largest, node.data().length);
      nodes.add(node);
    }
    synchronized (monitor) {
      largestNode = Math.max(largestNode, largest);
    }
    callback.onRead(Code.OK, nodes);
  }

  private static Node node(String name, OpResult result) {
    if (result instanceof OpResult.GetDataResult found) {
      byte[] data = found.getData();
      return new Node(name, Code.OK, found.getStat(), data == null ? new byte[0] : data);
    }
    Code code =
        result instanceof OpResult.ErrorResult error
            ? ZkErrors.code(error.getErr())
            : Code.SYSTEMERROR;
    return new Node(name, code, null, new byte[0]);
  }

  private static int utf8Length(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }
}
