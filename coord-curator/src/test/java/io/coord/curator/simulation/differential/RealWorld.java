package io.coord.curator.simulation.differential;

import io.coord.curator.simulation.ensemble.Request;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.ZkServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZKUtil;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;

/**
 * A real server. Steps of one session are sent without a wait; before another one takes a step, all
 * answers have come.
 */
final class RealWorld implements World {

  /** Long, so that no session expires because a machine is busy. */
  static final int TICK_MILLIS = 3000;

  static final int TIMEOUT_MILLIS = 20 * TICK_MILLIS;

  private final ZkServer server = ZkServer.started(TICK_MILLIS);
  private final List<TcpProxy> proxies = new ArrayList<>();
  private final Map<Integer, RealSession> open = new TreeMap<>();
  private final ZooKeeper cleaner;
  private final ExecutorService closers = Executors.newCachedThreadPool(); // closing takes a while
  private Ledger ledger = new Ledger();

  RealWorld() {
    try {
      cleaner = new ZooKeeper(server.connectString(), TIMEOUT_MILLIS, event -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < 3; i++) {
      proxies.add(TcpProxy.to(server.port()));
    }
  }

  @Override
  public Ledger run(List<Step> steps) {
    ledger = new Ledger();
    boolean cuts = steps.stream().anyMatch(step -> step instanceof Step.Cut);
    Step last = null;
    for (Step step : steps) {
      if (!isSameSession(last, step)) {
        settleAll();
      }
      try {
        take(step, cuts);
      } catch (KeeperException | InterruptedException e) {
        throw new AssertionError(e);
      }
      last = step;
    }
    return ledger;
  }

  private static boolean isSameSession(Step last, Step next) {
    return last instanceof Step.Ask before
        && next instanceof Step.Ask after
        && before.session() == after.session();
  }

  private void settleAll() {
    open.values().stream().filter(RealSession::isConnected).forEach(RealSession::settle);
  }

  private void take(Step step, boolean cuts) throws KeeperException, InterruptedException {
    if (step instanceof Step.Open connect) {
      String address =
          cuts ? proxies.get(connect.session()).connectString() : server.connectString();
      RealSession session = new RealSession(ledger.begin(), address, TIMEOUT_MILLIS);
      session.awaitState(KeeperState.SyncConnected);
      ledger.session(session.id());
      open.put(connect.session(), session);
    } else if (step instanceof Step.Ask ask) {
      open.get(ask.session()).ask(ask.request(), ask.watcher());
    } else if (step instanceof Step.Close close) {
      RealSession session = open.remove(close.session());
      session.flush();
      session.endJournal();
      closers.execute(session::close);
      Awaitility.await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofMinutes(2))
          .until(() -> !server.hasSession(session.id()));
    } else if (step instanceof Step.Cut cut) {
      open.get(cut.session()).flush();
      proxies.get(cut.session()).cut();
      open.get(cut.session()).awaitState(KeeperState.Disconnected);
    } else if (step instanceof Step.Reconnect reconnect) {
      proxies.get(reconnect.session()).restore();
      open.get(reconnect.session()).awaitState(KeeperState.SyncConnected);
      open.get(reconnect.session()).flush();
    } else if (step instanceof Step.Expire expire) {
      RealSession session = open.remove(expire.session());
      server.expire(session.id());
      proxies.get(expire.session()).restore();
      session.awaitState(KeeperState.Expired);
      session.ask(new Request.Exists("/", false), 0);
      session.settle();
      session.close();
    } else {
      server.removeEmptyContainers();
      cleaner.exists("/", false); // is answered once they are gone
    }
  }

  /** Deletes what a sequence has left. */
  void clean(String root) {
    try {
      if (cleaner.exists(root, false) != null) {
        ZKUtil.deleteRecursive(cleaner, root);
      }
    } catch (KeeperException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    open.values().forEach(RealSession::close);
    proxies.forEach(TcpProxy::close);
    try {
      closers.shutdown();
      if (!closers.awaitTermination(2, TimeUnit.MINUTES)) {
        throw new AssertionError("clients do not close");
      }
      cleaner.close();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    server.close();
  }
}
