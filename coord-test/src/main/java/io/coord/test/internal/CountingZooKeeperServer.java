package io.coord.test.internal;

import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.server.ContainerManager;
import org.apache.zookeeper.server.Request;
import org.apache.zookeeper.server.ServerStats;
import org.apache.zookeeper.server.ZKDatabase;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;

/** A standalone server that counts its requests and replies, and can be made to throttle. */
final class CountingZooKeeperServer extends ZooKeeperServer {

  private final Tally tally;
  private final ServerStats stats = new CountingStats();
  private final Set<Integer> throttled = ConcurrentHashMap.newKeySet();

  CountingZooKeeperServer(FileTxnSnapLog data, int tickTime, Tally tally) {
    super(data, tickTime, -1, -1, -1, new ZKDatabase(data), "");
    this.tally = tally;
  }

  @Override
  public void submitRequest(Request request) {
    if (request.type != OpCode.ping) {
      tally.requests.computeIfAbsent(request.type, type -> new LongAdder()).increment();
      tally.actions.getOrDefault(request.type, () -> {}).run();
    }
    if (throttled.remove(request.type)) {
      request.setIsThrottled(true); // as its own throttler does when too much is waiting
    }
    super.submitRequest(request);
  }

  void throttleNext(int opCode) {
    throttled.add(opCode);
  }

  boolean isToThrottle(int opCode) {
    return throttled.contains(opCode);
  }

  @Override
  public ServerStats serverStats() {
    return stats;
  }

  void removeEmptyContainers() {
    ContainerManager containers =
        new ContainerManager(getZKDatabase(), firstProcessor, 1000, 600_000);
    try {
      containers.checkContainers();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      containers.stop();
    }
  }

  /** The sum of the counts of several servers, one after another. */
  static final class Tally {
    private final ConcurrentMap<Integer, LongAdder> requests = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, Runnable> actions = new ConcurrentHashMap<>();
    private final LongAdder replyBytes = new LongAdder();

    void onRequest(int opCode, Runnable action) {
      actions.put(opCode, action);
    }

    RequestCounts counts() {
      TreeMap<Integer, Long> counts = new TreeMap<>();
      requests.forEach((type, count) -> counts.put(type, count.sum()));
      return new RequestCounts(counts, replyBytes.sum());
    }
  }

  private final class CountingStats extends ServerStats {
    CountingStats() {
      super(CountingZooKeeperServer.this);
    }

    @Override
    public void updateClientResponseSize(int size) {
      super.updateClientResponseSize(size);
      tally.replyBytes.add(size);
    }
  }
}
