package io.coord.curator.internal.zookeeper.registry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.UnavailableException;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.SingleFlight;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.Replies;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Creates the ephemeral nodes of a registry's instances. A single creation is sent at once. Those
 * requested while another request is in flight share the next one: a transaction costs little more
 * than a single creation.
 *
 * <p>A rejected transaction has created nothing. Each of its nodes is then created on its own, so
 * that one that cannot be created does not fail the others.
 */
public final class BatchCreator {

  private static final Log log = Log.of(BatchCreator.class);
  private static final int MOST_NODES = 100;
  private static final int OVERHEAD_BYTES = 200; // for a node's path and ACL; usually much less

  private final Connection connection;
  private final SingleFlight requests;
  private final Object monitor = new Object();

  @GuardedBy("monitor")
  private final Queue<Creation> waiting = new ArrayDeque<>();

  public BatchCreator(Connection connection) {
    this.connection = connection;
    this.requests =
        new SingleFlight(this::sendNext, connection.threads().later(connection.threads().engine()));
  }

  /** Called when a creation has completed, on any thread. */
  @FunctionalInterface
  interface Callback {

    /**
     * Takes the result.
     *
     * @param stat of the new node: at least czxid, owner and version; null unless OK
     * @param session in which it was sent; 0 if it was not sent
     */
    void onEnd(ReplyCode code, @Nullable Stat stat, long session);
  }

  /**
   * A node to create.
   *
   * @param path as ZooKeeper knows it
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  record Creation(String path, byte[] payload, List<ACL> acl, Callback callback) {

    int bytes() {
      return payload.length + path.length() + OVERHEAD_BYTES;
    }

    /** A callback that throws does not affect the others. */
    void end(ReplyCode code, @Nullable Stat stat, long session) {
      try {
        callback.onEnd(code, stat, session);
      } catch (RuntimeException | Error e) {
        log.error("The reply to the creation of {} was lost.", path, e);
      }
    }
  }

  /** Sends it as soon as nothing is in flight. */
  void add(Creation creation) {
    synchronized (monitor) {
      waiting.add(creation);
    }
    requests.request();
  }

  /** Whether none is queued. */
  public boolean isIdle() {
    synchronized (monitor) {
      return waiting.isEmpty();
    }
  }

  /** Sends what is queued; each creation completes, whatever fails. */
  private @Nullable CompletionStage<?> sendNext() {
    List<Creation> batch = next();
    if (batch.isEmpty()) {
      return null;
    }
    CompletableFuture<Void> ended = new CompletableFuture<>();
    long session = 0;
    try {
      ZooKeeper zooKeeper = connection.zooKeeper();
      session = zooKeeper.getSessionId();
      send(zooKeeper, batch, () -> ended.complete(null));
    } catch (UnavailableException e) {
      endAll(batch, ReplyCode.CONNECTIONLOSS, 0);
      ended.complete(null);
    } catch (RuntimeException | Error e) { // it may have been sent all the same
      log.error("Could not ask for {} nodes.", batch.size(), e);
      endAll(batch, ReplyCode.SYSTEMERROR, session);
      ended.complete(null);
    }
    // Send the next request on an engine thread: the reply arrived on ZooKeeper's.
    return ended.thenRunAsync(this::requestIfMoreWaits, connection.threads().engine());
  }

  private void requestIfMoreWaits() {
    if (!isIdle()) {
      requests.request();
    }
  }

  private static void endAll(List<Creation> batch, ReplyCode code, long session) {
    batch.forEach(creation -> creation.end(code, null, session));
  }

  /** What goes into the next request: at least one if any are queued. */
  private List<Creation> next() {
    List<Creation> batch = new ArrayList<>();
    // A request larger than jute.maxbuffer would cost the client its connection (hazard C7).
    int most = connection.juteMaxBuffer() / 4;
    synchronized (monitor) {
      int bytes = 0;
      for (Creation first = waiting.peek(); first != null; first = waiting.peek()) {
        bytes += first.bytes();
        if (!batch.isEmpty() && (bytes > most || batch.size() == MOST_NODES)) {
          break;
        }
        batch.add(first);
        waiting.remove();
      }
    }
    return batch;
  }

  private static void send(ZooKeeper zooKeeper, List<Creation> batch, Runnable ended) {
    if (batch.size() == 1) {
      sendAlone(zooKeeper, batch.get(0), ended);
    } else {
      sendTogether(zooKeeper, batch, ended);
    }
  }

  private static void sendAlone(ZooKeeper zooKeeper, Creation creation, Runnable ended) {
    zooKeeper.create(
        creation.path(),
        creation.payload(),
        creation.acl(),
        CreateMode.EPHEMERAL,
        (rc, path, context, name, stat) -> {
          creation.end(Replies.code(rc), stat, zooKeeper.getSessionId());
          ended.run();
        },
        null);
  }

  /**
   * Also writes the last node once. The reply to that write shows the transaction's zxid, which is
   * the czxid of all its nodes; the reply to a creation in a transaction does not.
   */
  private static void sendTogether(ZooKeeper zooKeeper, List<Creation> batch, Runnable ended) {
    List<Op> ops = new ArrayList<>(batch.size() + 1);
    for (Creation each : batch) {
      ops.add(Op.create(each.path(), each.payload(), each.acl(), CreateMode.EPHEMERAL));
    }
    Creation last = batch.get(batch.size() - 1);
    ops.add(Op.setData(last.path(), last.payload(), 0));
    zooKeeper.multi(
        ops,
        (rc, path, context, results) -> {
          onTogether(zooKeeper, batch, Replies.code(rc), NodeOps.lastWrite(results));
          ended.run();
        },
        null);
  }

  private static void onTogether(
      ZooKeeper zooKeeper, List<Creation> batch, ReplyCode code, @Nullable Stat written) {
    if (written != null) {
      List<Creation> first = batch.subList(0, batch.size() - 1);
      first.forEach(each -> each.end(ReplyCode.OK, unwritten(written), zooKeeper.getSessionId()));
      batch.get(first.size()).end(ReplyCode.OK, written, zooKeeper.getSessionId());
    } else if (code.isTransient()) {
      endAll(batch, code, zooKeeper.getSessionId());
    } else {
      batch.forEach(creation -> retryAlone(zooKeeper, creation));
    }
  }

  private static void retryAlone(ZooKeeper zooKeeper, Creation creation) {
    try {
      sendAlone(zooKeeper, creation, () -> {});
    } catch (RuntimeException | Error e) {
      creation.end(ReplyCode.SYSTEMERROR, null, zooKeeper.getSessionId());
    }
  }

  /** The stat of a node that the same transaction created without writing it. */
  private static Stat unwritten(Stat written) {
    Stat created = new Stat();
    created.setCzxid(written.getCzxid());
    created.setMzxid(written.getMzxid());
    created.setEphemeralOwner(written.getEphemeralOwner());
    return created;
  }
}
