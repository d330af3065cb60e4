package io.coord.curator.simulation.process;

import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.process.Moves.Move;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;

/**
 * Does harm to the processes of a schedule, and to the servers. Most of it is aimed: it strikes
 * while a request of the lock's protocol is under way.
 */
final class LockNemesis {

  static final long TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(LockSchedule.TIMEOUT_MILLIS);

  private static final String STRIKE = "strike";
  private static final long LONGEST_AIM_NANOS = 60_000_000;

  private final Scheduler scheduler;
  private final LockWorld world;
  private final Moves moves;
  private final Random chooser;
  private final Journal journal;
  private final LockProcessFaults processes;
  private final LockServerFaults servers;
  private final Map<String, Integer> faults = new TreeMap<>();
  private final int mercy; // one request in so many is struck
  private boolean stopped;
  private long calm; // when all is over that was begun

  /** Does nothing before its start. */
  LockNemesis(LockWorld world) {
    this.world = world;
    this.scheduler = world.scheduler();
    this.moves = world.moves();
    this.journal = world.journal();
    this.chooser = moves.chooser(STRIKE);
    this.servers = new LockServerFaults(world, this);
    this.processes = new LockProcessFaults(world, this, servers);
    this.mercy = List.of(8, 16, 32).get(chooser.nextInt(3));
    moves.on(STRIKE, this::strike);
  }

  /** Begins. */
  void start() {
    if (moves.isFree()) {
      moves.after(chooser.nextLong(2_000_000_000L), this::makeUp);
    }
  }

  /** Strikes when that process sends something. */
  void watch(LockProcess process) {
    process
        .session()
        .onSend(
            request -> {
              process.sends();
              if (!(request instanceof Request.Ping)) {
                journal.note(process, "sends", request);
              }
              onSend(process, request);
            });
  }

  Map<String, Integer> faults() {
    return faults;
  }

  /** When that node was gone by an administrator's deletion; null if it was not. */
  Long deletedAt(String node) {
    return servers.deletedAt(node);
  }

  /** The shortest session timeout that may have been granted so far. */
  long shortestTimeoutNanos() {
    return servers.shortestTimeoutNanos();
  }

  /** Begins nothing more. */
  void stop() {
    stopped = true;
    calm(0);
  }

  /** When all is over that was begun, and connections are back. */
  long calm() {
    return calm + TimeUnit.SECONDS.toNanos(3);
  }

  // ---- when

  private void makeUp() {
    if (!stopped) {
      List<LockProcess> alive = world.alive();
      moves.make(STRIKE, alive.get(chooser.nextInt(alive.size())).toString(), "");
      moves.after(chooser.nextLong(4_000_000_000L), this::makeUp);
    }
  }

  private void onSend(LockProcess process, Request request) {
    if (moves.isFree()
        && !stopped
        && !process.isCrashed()
        && chooser.nextInt(mercy * weight(request)) == 0) {
      String aim = request.getClass().getSimpleName();
      // Not within the sending: what that leads to could not happen there.
      long delay = chooser.nextBoolean() ? 0 : chooser.nextLong(LONGEST_AIM_NANOS);
      moves.after(
          delay,
          () -> {
            if (!stopped && !process.isCrashed()) {
              moves.make(STRIKE, process.toString(), aim);
            }
          });
    }
  }

  /** What is rare is struck more often. */
  private static int weight(Request request) {
    if (request instanceof Request.Create create) {
      return create.mode() == CreateMode.EPHEMERAL_SEQUENTIAL ? 2 : 6;
    }
    if (request instanceof Request.Sync
        || request instanceof Request.SetWatches
        || request instanceof Request.Exists
        || request instanceof Request.SetData) {
      return 1;
    }
    return request instanceof Request.Multi || request instanceof Request.GetChildren ? 2 : 6;
  }

  // ---- what

  private void strike(Move move, Random random) {
    LockProcess process = world.find(move.process());
    if (random.nextInt(4) == 0) {
      servers.strike(move, random);
    } else if (process != null) {
      processes.strike(process, move, random);
    }
  }

  /** Counts it and writes it down. */
  void note(Object who, String fault, Move move, Object state) {
    faults.merge(fault, 1, Integer::sum);
    journal.note(
        who,
        fault + (move.aim().isEmpty() ? "" : " at " + move.aim()) + " (move " + move.number() + ")",
        state);
  }

  /** Ends after that time what was begun now. */
  void later(long nanos, String what, Runnable end) {
    calm(nanos);
    scheduler.after(nanos, what, end);
  }

  /** What was begun now is over after that time. */
  void calm(long nanos) {
    calm = Math.max(calm, scheduler.now() + nanos);
  }

  /** Up to twice the session timeout. */
  static long aWhile(Random random) {
    return random.nextLong(2 * TIMEOUT_NANOS);
  }
}
