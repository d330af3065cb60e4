package io.coord.curator.simulation.ensemble;

import io.coord.curator.simulation.Channel;
import io.coord.curator.simulation.Scheduler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One epoch: a leader, and the servers that follow it. What is proposed is committed once most of
 * all servers have logged it; a follower learns of that later.
 */
final class Leadership {

  /** A transaction that is not committed. */
  private static final class Proposal {
    private final Transaction transaction;
    private final Set<Integer> logged = new HashSet<>(); // the numbers of the servers
    private final List<Runnable> syncs = new ArrayList<>();

    Proposal(Transaction transaction) {
      this.transaction = transaction;
    }
  }

  /** The two directions between the leader and a follower. */
  private record Connection(Channel toLeader, Channel toFollower) {}

  private final SimulatedEnsemble ensemble;
  private final Scheduler scheduler;
  private final SimulatedServer leader;
  private final long firstZxid;
  private final SessionTable sessions;
  private final Preparation preparation;
  private final Map<SimulatedServer, Connection> followers = new LinkedHashMap<>();
  private final Deque<Proposal> outstanding = new ArrayDeque<>();
  private long zxid;
  private boolean over;

  /** Begins. All that the leader has logged is committed. */
  Leadership(SimulatedEnsemble ensemble, Scheduler scheduler, SimulatedServer leader, long epoch) {
    this.ensemble = ensemble;
    this.scheduler = scheduler;
    this.leader = leader;
    this.firstZxid = epoch << 32;
    this.zxid = firstZxid;
    this.sessions = new SessionTable(ensemble.settings().tickMillis());
    leader.lead(this);
    this.preparation = new Preparation(leader.tree().copy(), sessions);
    sessions.setTime(millis());
    leader.tree().sessions().forEach(sessions::track);
    scheduleTick();
  }

  SimulatedServer leader() {
    return leader;
  }

  /** As if a transaction had begun the epoch. */
  long firstZxid() {
    return firstZxid;
  }

  boolean isOver() {
    return over;
  }

  /** Whether the leader and its followers are most of the servers. */
  boolean hasQuorum() {
    return ensemble.isQuorum(1 + followers.size());
  }

  boolean hasFollower(SimulatedServer server) {
    return followers.containsKey(server);
  }

  // ---- followers

  /** It gets all that it lacks, and follows. */
  void join(SimulatedServer follower) {
    followers.put(
        follower,
        new Connection(
            new Channel(scheduler, ensemble.settings().serverDelay(scheduler.random())),
            new Channel(scheduler, ensemble.settings().serverDelay(scheduler.random()))));
    follower.follow(this, leader, leader.applied());
    for (Proposal proposal : outstanding) {
      proposal.logged.add(follower.number());
    }
    commitWhatCan();
  }

  /** Nothing passes between them any more. The leader and the follower find out later. */
  void cut(SimulatedServer follower) {
    Connection connection = followers.get(follower);
    if (connection != null) {
      connection.toLeader.cut();
      connection.toFollower.cut();
    }
  }

  void leave(SimulatedServer follower) {
    cut(follower);
    followers.remove(follower);
    if (follower.leadership() == this) {
      follower.stopServing();
    }
  }

  /** The leader leads no more, and all its followers look for another one. */
  void end() {
    if (!over) {
      over = true;
      List.copyOf(followers.keySet()).forEach(this::leave);
      leader.stopServing();
    }
  }

  // ---- requests

  /** Brings a write or a sync to the leader. */
  void forward(SimulatedServer from, PendingRequest request) {
    if (from == leader) {
      submit(from, request);
    } else if (followers.containsKey(from)) {
      followers.get(from).toLeader.send("forward", () -> submit(from, request));
    }
  }

  private void submit(SimulatedServer from, PendingRequest request) {
    if (over) {
      return;
    }
    if (request.request() instanceof Request.Sync) {
      sync(from, request);
    } else {
      propose(request.connection().session(), request, request.request());
    }
  }

  /** Asked for by a server rather than by a client. */
  void submit(long session, Request write) {
    propose(session, null, write);
  }

  private void propose(long session, PendingRequest request, Request write) {
    sessions.setTime(millis());
    Transaction transaction = preparation.prepare(++zxid, millis(), session, request, write);
    Proposal proposal = new Proposal(transaction);
    outstanding.add(proposal);
    leader.log(transaction);
    proposal.logged.add(leader.number());
    followers.forEach(
        (follower, connection) ->
            connection.toFollower.send("propose", () -> onProposed(follower, proposal)));
    commitWhatCan();
  }

  private void onProposed(SimulatedServer follower, Proposal proposal) {
    follower.log(proposal.transaction);
    followers
        .get(follower)
        .toLeader
        .send(
            "ack",
            () -> {
              proposal.logged.add(follower.number());
              commitWhatCan();
            });
  }

  private void commitWhatCan() {
    while (!over && !outstanding.isEmpty() && ensemble.isQuorum(outstanding.peek().logged.size())) {
      Proposal committed = outstanding.poll();
      leader.commit();
      followers.forEach(
          (follower, connection) -> connection.toFollower.send("commit", follower::commit));
      committed.syncs.forEach(Runnable::run);
    }
  }

  /** The follower is told after all that was proposed before was committed. */
  private void sync(SimulatedServer from, PendingRequest request) {
    Runnable tell =
        () -> {
          if (followers.containsKey(from)) {
            followers.get(from).toFollower.send("sync", () -> from.answered(request, Reply.ok()));
          }
        };
    if (from == leader) {
      return; // it answers by itself
    }
    if (outstanding.isEmpty()) {
      tell.run();
    } else {
      outstanding.peekLast().syncs.add(tell);
    }
  }

  // ---- sessions

  /** Asks whether a session of which a client says that it has it still lives. */
  void revalidate(ServerConnection connection) {
    SimulatedServer from = connection.server();
    if (from == leader) {
      connection.established(isAlive(connection));
    } else if (followers.containsKey(from)) {
      Connection between = followers.get(from);
      between.toLeader.send(
          "revalidate",
          () -> {
            boolean alive = isAlive(connection);
            between.toFollower.send("revalidated", () -> connection.established(alive));
          });
    }
  }

  /** From now on its requests may come from that server alone. */
  private boolean isAlive(ServerConnection connection) {
    boolean alive = touch(connection.session(), connection.timeout());
    if (alive) {
      try {
        sessions.setOwner(connection.session(), connection.server());
      } catch (Refusal e) {
        return false;
      }
    }
    return alive;
  }

  boolean touch(long session, int timeout) {
    sessions.setTime(millis());
    return sessions.touch(session, timeout);
  }

  void forget(long session) {
    sessions.remove(session);
  }

  private void scheduleTick() {
    scheduler.after(ensemble.settings().tickMillis() * 500_000L, "tick of the leader", this::tick);
  }

  /**
   * Twice in a tick: followers tell what they heard, and the leader ends what it did not hear of.
   */
  private void tick() {
    if (over) {
      return;
    }
    followers.forEach(
        (follower, connection) ->
            connection.toFollower.send("ping", () -> onPing(follower, connection)));
    sessions.setTime(millis());
    sessions.expired().forEach(session -> submit(session, new Request.CloseSession()));
    scheduleTick();
  }

  private void onPing(SimulatedServer follower, Connection connection) {
    Map<Long, Integer> heard = follower.takeTouched();
    connection.toLeader.send("pong", () -> heard.forEach(this::touch));
  }

  private long millis() {
    return scheduler.now() / 1_000_000;
  }
}
