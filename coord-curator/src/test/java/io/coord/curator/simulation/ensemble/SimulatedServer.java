package io.coord.curator.simulation.ensemble;

import io.coord.curator.simulation.Scheduler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One server: its log, the tree that it has applied of it, its clients and their watches. It serves
 * as long as it has a leader, itself or another.
 */
final class SimulatedServer {

  private final SimulatedEnsemble ensemble;
  private final int number;
  private final List<Transaction> log = new ArrayList<>();
  private final Watches<ServerConnection> watches = new Watches<>(ServerConnection::event);
  private final Map<Long, ServerConnection> bySession = new LinkedHashMap<>();
  private final Set<ServerConnection> connections = new LinkedHashSet<>();
  private Map<Long, Integer> touched = new LinkedHashMap<>(); // since it told its leader
  private ZnodeTree tree = new ZnodeTree();
  private int applied; // of the log
  private Leadership leadership; // null while there is none
  private long sessionsCreated;
  private int maxTimeoutMillis;

  SimulatedServer(SimulatedEnsemble ensemble, int number) {
    this.ensemble = ensemble;
    this.number = number;
    this.maxTimeoutMillis = ensemble.settings().maxTimeoutMillis();
  }

  Scheduler scheduler() {
    return ensemble.scheduler();
  }

  int number() {
    return number;
  }

  ZnodeTree tree() {
    return tree;
  }

  Watches<ServerConnection> watches() {
    return watches;
  }

  Leadership leadership() {
    return leadership;
  }

  /** The last transaction that it has applied. */
  long lastZxid() {
    return tree.lastZxid();
  }

  /** The last transaction that it has logged; it need not be committed. */
  long lastLogged() {
    return log.isEmpty() ? 0 : log.get(log.size() - 1).zxid();
  }

  private boolean isLeader() {
    return leadership != null && leadership.leader() == this;
  }

  // ---- connections

  void accept(Link link, Handshake handshake) {
    if (leadership == null || handshake.lastZxid() > lastZxid()) {
      link.closeByServer(); // nobody may see the past
      return;
    }
    int timeout = ensemble.settings().negotiate(handshake.timeout(), maxTimeoutMillis);
    long session = handshake.session() == 0 ? newSessionId() : handshake.session();
    ServerConnection former = bySession.get(session);
    if (former != null) {
      former.close();
    }
    ServerConnection connection = new ServerConnection(this, link, session, timeout);
    link.accepted(connection);
    connections.add(connection);
    bySession.put(session, connection);
    if (handshake.session() == 0) {
      forward(new PendingRequest(connection, new Request.CreateSession(timeout)));
    } else {
      leadership.revalidate(connection);
    }
  }

  /** Whoever connects from now on is granted at most that. */
  void grantAtMost(int millis) {
    maxTimeoutMillis = millis;
  }

  private long newSessionId() {
    return ((long) number << 56) | ++sessionsCreated;
  }

  void onClosed(ServerConnection connection) {
    watches.removeAll(connection);
    connections.remove(connection);
    bySession.remove(connection.session(), connection);
  }

  /** False if the session is known to be over. */
  boolean touch(ServerConnection connection) {
    if (isLeader()) {
      return leadership.touch(connection.session(), connection.timeout());
    }
    touched.put(connection.session(), connection.timeout());
    return true;
  }

  /** The sessions that were heard of since it was asked the last time. */
  Map<Long, Integer> takeTouched() {
    Map<Long, Integer> taken = touched;
    touched = new LinkedHashMap<>();
    return taken;
  }

  void forward(PendingRequest request) {
    leadership.forward(this, request);
  }

  /** The answer of this server alone; null if that is not enough. */
  Reply read(PendingRequest asked) {
    Request request = asked.request();
    if (request instanceof Request.Sync && isLeader()) {
      return Reply.ok();
    }
    return request instanceof Request.Read read
        ? new Reading(tree, watches, asked.connection()).answer(read)
        : null;
  }

  // ---- what the leader says

  void log(Transaction transaction) {
    log.add(transaction);
  }

  /** The next of what it has logged is committed. */
  void commit() {
    Transaction transaction = log.get(applied++);
    Reply reply = tree.apply(transaction, watches);
    ensemble.applied(this, transaction.zxid());
    if (transaction.change() instanceof Change.CloseSession) {
      end(transaction);
    }
    PendingRequest request = transaction.request();
    if (request == null || request.server() != this) {
      return;
    }
    if (request.request() instanceof Request.CreateSession) {
      request.connection().established(true);
    } else {
      answered(request, reply);
    }
  }

  /** If the client itself has closed its session, it gets an answer before. */
  private void end(Transaction transaction) {
    if (isLeader()) {
      leadership.forget(transaction.session());
    }
    ServerConnection connection = bySession.get(transaction.session());
    boolean answered = transaction.request() != null && transaction.request().server() == this;
    if (connection != null && !answered) {
      connection.close();
    }
  }

  void answered(PendingRequest request, Reply reply) {
    request.answer(reply);
    request.connection().answer();
  }

  // ---- elections

  /** It has lost its leader, or the quorum, or is stopped: it serves nobody. */
  void stopServing() {
    leadership = null;
    touched = new LinkedHashMap<>();
    List.copyOf(connections).forEach(ServerConnection::close);
  }

  /** All that it has logged is committed: it is to lead. */
  void lead(Leadership led) {
    while (applied < log.size()) {
      commit();
    }
    begin(led);
  }

  /** It has the leader's log from now on, and has applied so much of it. */
  void follow(Leadership followed, SimulatedServer leader, int committed) {
    int common = 0;
    while (common < Math.min(log.size(), leader.log.size())
        && log.get(common).zxid() == leader.log.get(common).zxid()) {
      common++;
    }
    log.subList(common, log.size()).clear();
    log.addAll(leader.log.subList(common, leader.log.size()));
    while (applied < committed) {
      commit();
    }
    begin(followed);
  }

  int applied() {
    return applied;
  }

  int logged() {
    return log.size();
  }

  private void begin(Leadership begun) {
    leadership = begun;
    tree.reached(begun.firstZxid());
  }

  @Override
  public String toString() {
    return "server " + number;
  }
}
