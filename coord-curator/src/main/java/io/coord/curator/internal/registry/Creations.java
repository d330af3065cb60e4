package io.coord.curator.internal.registry;

import io.coord.UnavailableException;
import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.support.ZkErrors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.SetDataResult;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates ephemeral nodes for all registrations of a registry. A node alone is asked for at once.
 * Those that are asked for while a request is under way go into the next one together: a
 * transaction costs little more than a single creation.
 *
 * <p>A transaction that is refused has created nothing. Each of its nodes is then asked for alone,
 * so that one that is in the way of all others is refused by itself.
 */
final class Creations {

  private static final Logger log = LoggerFactory.getLogger(Creations.class);
  private static final int MOST_NODES = 100;
  private static final int OVERHEAD_BYTES = 200; // of a node's path and ACL, usually much less

  private final Connection connection;
  private final Object monitor = new Object();
  private final Queue<Creation> waiting = new ArrayDeque<>(); // guarded by monitor
  private boolean underWay; // guarded by monitor

  Creations(Connection connection) {
    this.connection = connection;
  }

  /** Told how a creation ended, on any thread. */
  @FunctionalInterface
  interface Callback {

    /**
     * Takes the end of the creation.
     *
     * @param stat of the new node: czxid, owner and version at least; null unless OK
     * @param session in which it was sent; 0 if it was not
     */
    void onEnd(Code code, @Nullable Stat stat, long session);
  }

  /**
   * A node to be created.
   *
   * @param path as ZooKeeper knows it
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  record Creation(String path, byte[] payload, List<ACL> acl, Callback callback) {

    int bytes() {
      return payload.length + path.length() + OVERHEAD_BYTES;
    }

    void end(Code code, @Nullable Stat stat, long session) {
      callback.onEnd(code, stat, session);
    }
  }

  /** Asks for it as soon as nothing is under way. */
  void add(Creation creation) {
    synchronized (monitor) {
      waiting.add(creation);
      if (underWay) {
        return;
      }
      underWay = true;
    }
    sendNext();
  }

  private void sendNext() {
    for (List<Creation> batch = next(); !batch.isEmpty(); batch = next()) {
      try {
        send(connection.zooKeeper(), batch);
        return;
      } catch (UnavailableException e) {
        batch.forEach(creation -> creation.end(Code.CONNECTIONLOSS, null, 0));
      } catch (RuntimeException e) { // refused before it was sent; what waits must not wait for it
        log.error("Could not ask for {} nodes.", batch.size(), e);
        batch.forEach(creation -> creation.end(Code.SYSTEMERROR, null, 0));
      }
    }
  }

  /** What goes into the next request: at least one if any wait. */
  private List<Creation> next() {
    List<Creation> batch = new ArrayList<>();
    // A request that is larger than jute.maxbuffer would cost the client its connection (hazard
    // C7).
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
      underWay = !batch.isEmpty();
    }
    return batch;
  }

  private void send(ZooKeeper zooKeeper, List<Creation> batch) {
    if (batch.size() == 1) {
      sendAlone(zooKeeper, batch.get(0), this::ended);
    } else {
      sendTogether(zooKeeper, batch);
    }
  }

  private static void sendAlone(ZooKeeper zooKeeper, Creation creation, Runnable ended) {
    zooKeeper.create(
        creation.path(),
        creation.payload(),
        creation.acl(),
        CreateMode.EPHEMERAL,
        (rc, path, context, name, stat) -> {
          creation.end(ZkErrors.code(rc), stat, zooKeeper.getSessionId());
          ended.run();
        },
        null);
  }

  /**
   * The last node is written once, too. That tells the transaction's zxid, which is the czxid of
   * all of them and which creating in a transaction does not tell.
   */
  private void sendTogether(ZooKeeper zooKeeper, List<Creation> batch) {
    List<Op> ops = new ArrayList<>(batch.size() + 1);
    for (Creation each : batch) {
      ops.add(Op.create(each.path(), each.payload(), each.acl(), CreateMode.EPHEMERAL));
    }
    Creation last = batch.get(batch.size() - 1);
    ops.add(Op.setData(last.path(), last.payload(), 0));
    zooKeeper.multi(
        ops,
        (rc, path, context, results) -> {
          onTogether(zooKeeper, batch, ZkErrors.code(rc), lastStat(results));
          ended();
        },
        null);
  }

  private static void onTogether(
      ZooKeeper zooKeeper, List<Creation> batch, Code code, @Nullable Stat written) {
    if (written != null) {
      Stat created = new Stat();
      created.setCzxid(written.getCzxid());
      created.setEphemeralOwner(written.getEphemeralOwner());
      for (Creation each : batch.subList(0, batch.size() - 1)) {
        each.end(Code.OK, created, zooKeeper.getSessionId());
      }
      batch.get(batch.size() - 1).end(Code.OK, written, zooKeeper.getSessionId());
    } else if (ZkErrors.isTransient(code)) {
      batch.forEach(creation -> creation.end(code, null, zooKeeper.getSessionId()));
    } else {
      batch.forEach(creation -> sendAlone(zooKeeper, creation, () -> {}));
    }
  }

  /** What else waits is sent by the engine's threads: this one is ZooKeeper's. */
  private void ended() {
    connection.threads().engine().execute(this::sendNext);
  }

  private static @Nullable Stat lastStat(@Nullable List<OpResult> results) {
    return results != null
            && !results.isEmpty()
            && results.get(results.size() - 1) instanceof SetDataResult written
        ? written.getStat()
        : null;
  }
}
