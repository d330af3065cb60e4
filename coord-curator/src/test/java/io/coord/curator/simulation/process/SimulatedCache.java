package io.coord.curator.simulation.process;

import io.coord.ConnectionState;
import io.coord.Subscription;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.membership.MembershipPort;
import io.coord.curator.internal.engine.membership.MembershipPort.Reports;
import io.coord.curator.simulation.ensemble.Reply;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import io.coord.curator.simulation.ensemble.SimulatedWatcher;
import io.coord.curator.simulation.ensemble.WatchEvent;
import io.coord.curator.simulation.ensemble.WatchMode;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.zookeeper.Watcher.WatcherType;

/**
 * A CuratorCache with a {@code CacheFeed}: it sets its recursive watch after every reconnection,
 * then reads the root, and reads whatever an event names. A read that fails is tried again a few
 * times, and then reported.
 */
final class SimulatedCache implements MembershipPort.Watch {

  private static final int MOST_TRIES = 3;

  private final SimulatedCoordination coordination;
  private final SimulatedServices services;
  private final String path;
  private final Executor serial;
  private final SimulatedWatcher watcher = this::onEvent;
  private Reports target; // null once closed
  private Subscription reconnections; // null while it is not started
  private SimulatedClient watchedBy; // null if none
  private boolean closed;

  SimulatedCache(
      SimulatedCoordination coordination,
      SimulatedServices services,
      String path,
      Executor serial,
      Reports reports) {
    this.coordination = coordination;
    this.services = services;
    this.path = path;
    this.serial = serial;
    this.target = reports;
  }

  @Override
  public void start() {
    services.opened(path);
    coordination.onceConnected(coordination.threads().workers(), this::startCache);
  }

  private void startCache() {
    if (!closed) {
      boolean[] first = {true};
      reconnections =
          coordination.observe(
              coordination.threads().workers(),
              state -> {
                if (state == ConnectionState.CONNECTED && !first[0]) {
                  setWatch();
                }
                first[0] = false;
              });
      setWatch();
    }
  }

  @Override
  public void close() {
    closed = true;
    target = null;
    coordination.onceConnected(coordination.threads().callbacks(), this::closeCache);
  }

  private void closeCache() {
    if (reconnections != null) {
      reconnections.close();
      if (watchedBy != null) {
        removeWatch(watchedBy);
      }
    }
    services.closed(path);
  }

  private void removeWatch(SimulatedClient client) {
    coordination.request(
        client,
        new Request.CheckWatches(path, WatcherType.Any),
        watcher,
        reply -> {
          if (reply.code().isTransient() && client.isAlive()) {
            coordination.later(() -> removeWatch(client));
          }
        });
  }

  /** Until it is set. */
  private void setWatch() {
    if (closed) {
      return;
    }
    if (!coordination.canSend()) {
      coordination.later(this::setWatch);
      return;
    }
    watchedBy = coordination.client();
    coordination.request(
        watchedBy,
        new Request.AddWatch(path, WatchMode.RECURSIVE),
        watcher,
        reply -> {
          if (reply.code() == ReplyCode.OK) {
            read(path, 1);
          } else {
            coordination.later(this::setWatch);
          }
        });
  }

  private void onEvent(WatchEvent event) {
    if (event.path() == null || closed) {
      return;
    }
    switch (event.type()) {
      case NodeCreated, NodeDataChanged -> read(event.path(), 1);
      case NodeDeleted -> removed(event.path());
      default -> {}
    }
  }

  private void read(String node, int tries) {
    if (closed) {
      return;
    }
    if (!coordination.canSend()) {
      failed(node, ReplyCode.CONNECTIONLOSS, tries);
      return;
    }
    if (coordination.failsNow()) {
      failed(node, ReplyCode.SYSTEMERROR, MOST_TRIES);
      return;
    }
    coordination.request(
        coordination.client(),
        new Request.GetData(node, false),
        reply -> {
          if (reply.code() == ReplyCode.OK) {
            put(node, reply);
          } else if (reply.code() == ReplyCode.NONODE) {
            removed(node);
          } else {
            failed(node, reply.code(), tries);
          }
        });
  }

  private void failed(String node, ReplyCode code, int tries) {
    if (tries < MOST_TRIES && code.isTransient()) {
      coordination.later(() -> read(node, tries + 1));
    } else {
      report(to -> to.onReadFailure(code));
    }
  }

  private void put(String node, Reply reply) {
    if (node.equals(path)) {
      report(to -> to.onRoot(SimulatedService.stat(reply.stat())));
    } else if (isChild(node)) {
      report(to -> to.onChild(name(node), SimulatedService.stat(reply.stat()), reply.data()));
    }
  }

  private void removed(String node) {
    if (node.equals(path)) {
      report(Reports::onRootGone);
    } else if (isChild(node)) {
      report(to -> to.onChildGone(name(node)));
    }
  }

  private void report(Consumer<Reports> news) {
    Reports to = target;
    if (to != null) {
      serial.execute(() -> news.accept(to));
    }
  }

  private boolean isChild(String node) {
    return node.lastIndexOf('/') == path.length() && node.startsWith(path);
  }

  private static String name(String node) {
    return node.substring(node.lastIndexOf('/') + 1);
  }
}
