package io.coord.curator.simulation.ensemble;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.simulation.Channel;
import io.coord.curator.simulation.Scheduler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.Watcher.WatcherType;

/**
 * ZooKeeper's handle: one session for its whole life. What is asked of it is sent once and answered
 * once, in order; if the connection is lost meanwhile, all that is under way is lost, and nobody
 * knows whether it was done.
 */
public final class SimulatedClient {

  private enum State {
    CONNECTING,
    CONNECTED,
    CLOSED
  }

  /** A request, whom to tell, and the watcher that it sets or takes away. */
  private record Call(Request request, SimulatedWatcher watcher, Consumer<Reply> then) {}

  private final SimulatedEnsemble ensemble;
  private final Scheduler scheduler;
  private final int wantedTimeout;
  private final Executor process;
  private final Executor events;
  private final SimulatedWatcher defaultWatcher;
  private final ClientWatches watches = new ClientWatches();
  private final Deque<Call> queued = new ArrayDeque<>(); // not connected: not sent
  private final Deque<Call> sent = new ArrayDeque<>();
  private final Deque<Long> sentAt = new ArrayDeque<>(); // of each
  private final Channel eventThread;
  private final ClientClock clock;
  private State state = State.CONNECTING;
  private KeeperState told = KeeperState.Disconnected;
  private Link link; // null while there is none
  private boolean closing;
  private long session;
  private int timeout; // granted
  private long lastZxid;
  private long provenAt;
  private long checkedAt;
  private int server;
  private boolean reachable = true;
  private Consumer<Request> onSend = request -> {};

  SimulatedClient(
      SimulatedEnsemble ensemble,
      int wantedTimeout,
      Executor process,
      Executor events,
      SimulatedWatcher defaultWatcher) {
    this.process = process;
    this.events = events;
    this.ensemble = ensemble;
    this.scheduler = ensemble.scheduler();
    this.wantedTimeout = wantedTimeout;
    this.defaultWatcher = defaultWatcher;
    this.eventThread = new Channel(scheduler, () -> 0);
    this.clock = new ClientClock(scheduler, this, ensemble.size());
    this.server = scheduler.random().nextInt(ensemble.size());
  }

  /** Begins with that session, of which it knows the password. */
  void resume(long of) {
    session = of;
  }

  void start() {
    connect();
    clock.start(wantedTimeout);
  }

  /** 0 before it has one. */
  public long sessionId() {
    return session;
  }

  /** Granted, in milliseconds; 0 before. */
  public int timeoutMillis() {
    return timeout;
  }

  /** When the last write was sent to which a reply was delivered; 0 before. */
  public long provenAt() {
    return provenAt;
  }

  /** The same for transactions that check a protected node. */
  public long checkedAt() {
    return checkedAt;
  }

  public boolean isConnected() {
    return state == State.CONNECTED;
  }

  /** The number of the server that it is connected to, or was, or tries. */
  public int server() {
    return server + 1;
  }

  /** Whether it waits for a server to accept it. */
  boolean isConnecting() {
    return state == State.CONNECTING && link != null;
  }

  /** Whether its session may still live. */
  public boolean isAlive() {
    return state != State.CLOSED;
  }

  /** Whether it has any watcher of a node. */
  public boolean hasWatchers() {
    return !watches.isEmpty();
  }

  /** Asks for something that sets no watch. */
  public void request(Request request, Consumer<Reply> then) {
    request(request, null, then);
  }

  /**
   * Asks for something.
   *
   * @param watcher that a read or {@code AddWatch} sets, or that {@code CheckWatches} takes away;
   *     {@code RemoveWatches} takes all away
   */
  public void request(Request request, SimulatedWatcher watcher, Consumer<Reply> then) {
    Call call = new Call(request, watcher, then);
    if (state == State.CLOSED || closing) {
      lose(call);
    } else {
      closing = request instanceof Request.CloseSession;
      if (state == State.CONNECTED) {
        send(call);
      } else {
        queued.add(call);
      }
    }
  }

  /** Ends the session, if the server can be reached, and the client. */
  public void close(Runnable then) {
    request(
        new Request.CloseSession(),
        reply -> {
          end();
          tell(KeeperState.Closed);
          onEventThread("closed", then);
        });
  }

  /** As if the cable was pulled: what is under way is lost, and the client finds out by silence. */
  public void cutLink() {
    if (link != null) {
      link.cut();
    }
  }

  /** Notifies the observer of each request when it has been sent. */
  public void onSend(Consumer<Request> observer) {
    onSend = observer;
  }

  /** The connection breaks and the client notices at once; what it has sent still arrives. */
  public void reset() {
    if (link != null) {
      lost();
    }
  }

  /** Requests arrive, replies do not; the client finds out by silence. */
  public void loseReplies() {
    if (link != null) {
      link.cutReplies();
    }
  }

  /** Requests from now on arrive not before that time is over, unless there is a new connection. */
  public void delayRequests(long nanos) {
    if (link != null) {
      link.delayRequests(nanos);
    }
  }

  /** Replies and events from now on arrive not before that time is over; as above. */
  public void delayReplies(long nanos) {
    if (link != null) {
      link.delayReplies(nanos);
    }
  }

  /** The connection breaks, and none can be had; the client notices at once. */
  public void cutOff() {
    reachable = false;
    if (link != null) {
      lost();
    }
  }

  /** Ends that: the next attempt to connect may succeed. */
  public void reconnectable() {
    reachable = true;
  }

  /** By which it does what it does with its connection; waits while the process is paused. */
  Executor process() {
    return process;
  }

  /** Ends the client without a word to the servers: the session lives on until it expires. */
  public void abandon() {
    expire();
  }

  // ---- the connection

  private void connect() {
    if (state != State.CONNECTING || link != null) {
      return;
    }
    if (!reachable) {
      lost();
      return;
    }
    server = (server + 1) % ensemble.size();
    clock.connecting();
    link = ensemble.open(this, server, new Handshake(session, wantedTimeout, lastZxid));
    if (ensemble.resetsWatches() && !watches.isEmpty()) {
      send(new Call(watches.setAgain(lastZxid), null, reply -> {}));
    }
  }

  private void send(Call call) {
    sent.add(call);
    sentAt.add(scheduler.now());
    clock.sent();
    link.request(call.request);
    onSend.accept(call.request);
  }

  void ping() {
    send(new Call(new Request.Ping(), null, reply -> {}));
  }

  void onSession(long id, int granted) {
    if (granted == 0) {
      tell(KeeperState.Expired);
      end();
      return;
    }
    session = id;
    timeout = granted;
    state = State.CONNECTED;
    clock.connected(granted);
    tell(KeeperState.SyncConnected);
    while (!queued.isEmpty()) {
      send(queued.poll());
    }
  }

  /** The server has closed it. */
  void onClosed(Link closed) {
    if (closed == link) {
      lost();
    }
  }

  /** The connection is lost, or was none; the client tries the next server after a moment. */
  void lost() {
    if (link != null) {
      link.closeByClient();
      link = null;
    }
    if (state == State.CLOSED) {
      return;
    }
    state = State.CONNECTING;
    loseAll();
    tell(KeeperState.Disconnected);
    if (!closing) {
      scheduler.after(
          (long) (scheduler.random().nextDouble() * 1_000_000_000L),
          "reconnect",
          () -> process.execute(this::connect));
    }
  }

  /** It has heard of no server for too long. */
  void expire() {
    end();
    tell(KeeperState.Expired);
  }

  private void end() {
    state = State.CLOSED;
    clock.stop();
    if (link != null) {
      link.closeByClient();
      link = null;
    }
    loseAll();
  }

  private void loseAll() {
    sent.forEach(this::lose);
    sent.clear();
    sentAt.clear();
    queued.forEach(this::lose);
    queued.clear();
  }

  private void lose(Call call) {
    finish(
        call,
        Reply.of(state == State.CLOSED ? ReplyCode.SESSIONEXPIRED : ReplyCode.CONNECTIONLOSS));
  }

  // ---- what comes in

  void onReply(Reply reply) {
    clock.heard();
    Call call = sent.remove();
    long at = sentAt.remove();
    if (call.request instanceof Request.Write) {
      boolean checks = call.request instanceof Request.Multi multi && checksProtected(multi);
      onEventThread(
          "proven",
          () -> {
            provenAt = at;
            checkedAt = checks ? at : checkedAt;
          });
    }
    if (call.request instanceof Request.Ping) {
      return;
    }
    if (reply.zxid() > 0) {
      lastZxid = reply.zxid();
    }
    finish(call, reply);
  }

  private static boolean checksProtected(Request.Multi multi) {
    return multi.writes().get(0) instanceof Request.Check check && check.path().contains("/_c_");
  }

  void onEvent(WatchEvent event) {
    clock.heard();
    told = event.state();
    dispatch(event, watches.materialize(event.type(), event.path()));
  }

  private void finish(Call call, Reply reply) {
    Reply result = reply;
    if (call.watcher != null) {
      watches.register(call.request, call.watcher, reply.code());
    }
    if (call.request instanceof Request.CheckWatches check) {
      result = removed(reply, check.path(), check.type(), call.watcher);
    } else if (call.request instanceof Request.RemoveWatches remove) {
      result = removed(reply, remove.path(), remove.type(), null);
    } else if (reply.code() == ReplyCode.OK) {
      result = reply.withCode(firstFailure(reply));
    }
    Reply last = result;
    onEventThread("callback", () -> call.then.accept(last));
  }

  /** A multi is answered with what failed first. */
  private static ReplyCode firstFailure(Reply reply) {
    for (Reply each : reply.results()) {
      if (each.code() != ReplyCode.OK) {
        return each.code();
      }
    }
    return ReplyCode.OK;
  }

  /** A watcher that the client does not know of is none, whatever the server says. */
  private Reply removed(Reply reply, String path, WatcherType type, SimulatedWatcher watcher) {
    if (!watches.contains(path, type, watcher)) {
      return reply.withCode(ReplyCode.NOWATCHER);
    }
    if (reply.code() == ReplyCode.OK) {
      watches
          .remove(path, type, watcher)
          .forEach(
              (removal, watchers) ->
                  dispatch(
                      new WatchEvent(removal, KeeperState.SyncConnected, path, WatchEvent.NO_ZXID),
                      watchers));
    }
    return reply;
  }

  /**
   * Tells all watchers of the connection, once for each state. Those that are not to be set again
   * are forgotten with a connection that is lost.
   */
  private void tell(KeeperState now) {
    if (told == now) {
      return;
    }
    told = now;
    Set<SimulatedWatcher> all = watches.all();
    all.add(defaultWatcher);
    if (!ensemble.resetsWatches() && now != KeeperState.SyncConnected) {
      watches.clear();
    }
    dispatch(WatchEvent.ofConnection(now), all);
  }

  private void dispatch(WatchEvent event, Set<SimulatedWatcher> watchers) {
    onEventThread(
        event.type() == EventType.None ? event.state().name() : event.type().name(),
        () -> watchers.forEach(watcher -> watcher.process(event)));
  }

  private void onEventThread(String name, Runnable task) {
    eventThread.send(name, () -> events.execute(task));
  }

  @Override
  public String toString() {
    return "client[session 0x%x, %s, server %d, %d sent, %d queued]"
        .formatted(session, state, server + 1, sent.size(), queued.size());
  }
}
