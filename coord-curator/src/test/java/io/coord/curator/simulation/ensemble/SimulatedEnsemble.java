package io.coord.curator.simulation.ensemble;

import io.coord.curator.simulation.Scheduler;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/**
 * A ZooKeeper ensemble in one thread and virtual time: what happens next, and when, is the
 * scheduler's choice. Servers can be taken away, cut off from the others, and brought back.
 */
public final class SimulatedEnsemble {

  private static final long SYNC_LIMIT_TICKS = 5; // of silence until a server gives up its leader
  private static final long ELECTION_NANOS = 200_000_000;

  private final Scheduler scheduler;
  private final Settings settings;
  private final List<SimulatedServer> servers;
  private final Set<SimulatedServer> away = new LinkedHashSet<>(); // stopped
  private final Set<SimulatedServer> isolated = new LinkedHashSet<>(); // from the other servers
  private Leadership leadership; // the latest
  private boolean electing;
  private long epoch;
  private SimulatedServer newest; // has applied the last committed transaction; null before
  private long committed; // the zxid of that
  private final List<Runnable> observers = new ArrayList<>(); // of commits
  private boolean watchesReset = true; // by clients that reconnect

  /** All servers run, and have elected a leader. */
  public SimulatedEnsemble(Scheduler scheduler, Settings settings) {
    this.scheduler = scheduler;
    this.settings = settings;
    this.servers =
        IntStream.rangeClosed(1, settings.servers())
            .mapToObj(number -> new SimulatedServer(this, number))
            .toList();
    elect();
  }

  public Settings settings() {
    return settings;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  int size() {
    return servers.size();
  }

  /** Whether so many servers are most of them. */
  boolean isQuorum(int count) {
    return count > servers.size() / 2;
  }

  /** A client that begins to connect, and wants that session timeout. */
  public SimulatedClient connect(int timeoutMillis, SimulatedWatcher defaultWatcher) {
    return connect(timeoutMillis, Runnable::run, Runnable::run, defaultWatcher);
  }

  /**
   * The same for a process that may be paused.
   *
   * @param sending by which the client does what it does with its connection
   * @param events by which it delivers replies and events
   */
  public SimulatedClient connect(
      int timeoutMillis, Executor sending, Executor events, SimulatedWatcher defaultWatcher) {
    SimulatedClient client =
        new SimulatedClient(this, timeoutMillis, sending, events, defaultWatcher);
    client.start();
    return client;
  }

  /** Its clients have {@code zookeeper.disableAutoWatchReset}. */
  public void disableAutoWatchReset() {
    watchesReset = false;
  }

  boolean resetsWatches() {
    return watchesReset;
  }

  /** A connection of that client to that server; it is refused if the server is away. */
  Link open(SimulatedClient client, int server, Handshake handshake) {
    Link link = new Link(scheduler, settings.clientDelay(scheduler.random()), client);
    link.connect(servers.get(server), handshake);
    return link;
  }

  // ---- for tests and administrators

  /** Looks for containers that have become empty, as the leader does every minute. */
  public void reapContainers() {
    if (leadership != null && !leadership.isOver()) {
      reapable().forEach(path -> leadership.submit(0, new Request.DeleteContainer(path)));
    }
  }

  /** The containers that {@link #reapContainers} would delete now. */
  public Collection<String> reapable() {
    return leadership.leader().tree().reapable();
  }

  /** The number of the server that leads, beginning with 1; 0 while none does. */
  public int leader() {
    return leadership == null || leadership.isOver() ? 0 : leadership.leader().number();
  }

  /** The ids of the sessions that live, as that server knows them. */
  public Collection<Long> sessions(int server) {
    return List.copyOf(server(server).tree().sessions().keySet());
  }

  /** The node as that server has it; null if it has none. */
  public ZnodeStat stat(int server, String path) {
    Znode node = server(server).tree().find(path);
    return node == null ? null : node.stat();
  }

  /** A client that has the id and the password of another one's session, and connects by them. */
  public SimulatedClient duplicate(long session, int timeoutMillis) {
    SimulatedClient client =
        new SimulatedClient(this, timeoutMillis, Runnable::run, Runnable::run, event -> {});
    client.resume(session);
    client.start();
    return client;
  }

  /** Notifies the observer of each transaction that is committed, and of nothing twice. */
  public void onCommit(Runnable onEach) {
    observers.add(onEach);
  }

  /** The zxid of the last committed transaction; 0 before the first. */
  public long committed() {
    return committed;
  }

  /** Whether that session lives after the last committed transaction. */
  public boolean isAlive(long session) {
    return newest != null && newest.tree().sessions().containsKey(session);
  }

  /** The children of a node after the last committed transaction, by their names. */
  public Map<String, CommittedNode> committedChildren(String path) {
    Znode parent = newest == null ? null : newest.tree().find(path);
    Map<String, CommittedNode> children = new LinkedHashMap<>();
    if (parent != null) {
      for (String name : parent.children()) {
        Znode child = newest.tree().find(path + "/" + name);
        children.put(name, new CommittedNode(child.data(), child.stat()));
      }
    }
    return children;
  }

  /** A server has applied a transaction; another one may have done so before. */
  void applied(SimulatedServer server, long zxid) {
    if (zxid > committed) {
      committed = zxid;
      newest = server;
      observers.forEach(Runnable::run);
    }
  }

  /** How many watches that server keeps. */
  public int watches(int server) {
    return server(server).watches().size();
  }

  /** How many of them are of a node and all below it. */
  public int recursiveWatches(int server) {
    return server(server).watches().recursive();
  }

  /** Deletes a node, as an administrator does. */
  public void delete(String path) {
    if (leader() != 0) {
      leadership.submit(0, new Request.Delete(path, -1));
    }
  }

  /** Ends a session as its expiry does. */
  public void expire(long session) {
    if (leader() != 0) {
      leadership.submit(session, new Request.CloseSession());
    }
  }

  /** As a server that is started again with another {@code maxSessionTimeout}. */
  public void grantAtMost(int number, int millis) {
    server(number).grantAtMost(millis);
  }

  /** Stops a server; it keeps its log. */
  public void stop(int number) {
    SimulatedServer server = server(number);
    away.add(server);
    drop(server);
  }

  public void start(int number) {
    away.remove(server(number));
    electOrJoinLater();
  }

  /**
   * Cuts a server off from the others; clients still reach it. It notices only after a while, and
   * serves reads until then. So do the others, if it was the leader.
   */
  public void isolate(int number) {
    SimulatedServer server = server(number);
    isolated.add(server);
    Leadership cut = leadership;
    if (cut.leader() == server) {
      servers.forEach(cut::cut);
      servers.forEach(other -> scheduler.after(notice(), "misses leader", () -> cut.leave(other)));
      scheduler.after(notice(), "misses quorum", () -> abdicate(cut));
      scheduler.after(notice(), "majority elects", this::electOrJoin);
    } else {
      cut.cut(server);
      scheduler.after(notice(), "misses leader", () -> dropIfCut(server));
    }
  }

  /** Reconnects a server that was isolated. */
  public void heal(int number) {
    isolated.remove(server(number));
    electOrJoinLater();
  }

  private SimulatedServer server(int number) {
    return servers.get(number - 1);
  }

  private long notice() {
    long limit = SYNC_LIMIT_TICKS * settings.tickMillis() * 1_000_000L;
    return limit / 2 + (long) (scheduler.random().nextDouble() * limit / 2);
  }

  private void dropIfCut(SimulatedServer server) {
    if (isolated.contains(server)) {
      drop(server);
    }
  }

  /** The server serves no more; if the rest is no quorum, or it was the leader, nobody does. */
  private void drop(SimulatedServer server) {
    Leadership present = leadership;
    if (present.leader() == server) {
      abdicate(present);
    } else {
      present.leave(server);
      if (!present.hasQuorum()) {
        abdicate(present);
      }
    }
  }

  private void abdicate(Leadership former) {
    former.end();
    electOrJoinLater();
  }

  private void electOrJoinLater() {
    if (!electing) {
      electing = true;
      scheduler.after(
          ELECTION_NANOS + (long) (scheduler.random().nextDouble() * ELECTION_NANOS),
          "election",
          () -> {
            electing = false;
            electOrJoin();
          });
    }
  }

  private void electOrJoin() {
    boolean leads =
        leadership != null
            && !leadership.isOver()
            && !isolated.contains(leadership.leader())
            && leadership.hasQuorum();
    if (!leads) {
      elect();
      return;
    }
    for (SimulatedServer server : able()) {
      if (server != leadership.leader() && !leadership.hasFollower(server)) {
        leadership.join(server);
      }
    }
  }

  private List<SimulatedServer> able() {
    return servers.stream()
        .filter(server -> !away.contains(server) && !isolated.contains(server))
        .toList();
  }

  /** Whoever has logged the most leads, so that nothing is lost that was committed. */
  private void elect() {
    List<SimulatedServer> voters =
        able().stream().filter(server -> server.leadership() == null).toList();
    if (!isQuorum(voters.size())) {
      return;
    }
    SimulatedServer leader =
        voters.stream()
            .max(
                Comparator.comparingLong(SimulatedServer::lastLogged)
                    .thenComparing(SimulatedServer::number))
            .orElseThrow();
    leadership = new Leadership(this, scheduler, leader, ++epoch);
    for (SimulatedServer server : voters) {
      if (server != leader) {
        leadership.join(server);
      }
    }
  }

  @Override
  public String toString() {
    return "ensemble[leader %d, away %s, isolated %s]".formatted(leader(), away, isolated);
  }
}
