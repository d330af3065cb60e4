package io.coord.curator.simulation.process;

import io.coord.curator.simulation.ensemble.SimulatedClient;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.curator.simulation.process.Moves.Move;
import java.util.List;
import java.util.Random;

/** The harm that a {@link LockNemesis} does to a process, its connection and its session. */
final class LockProcessFaults {

  private static final long TIMEOUT_NANOS = LockNemesis.TIMEOUT_NANOS;
  private static final long LONGEST_NOTICE_NANOS = 200_000_000;

  private final LockWorld world;
  private final LockNemesis nemesis;
  private final LockServerFaults servers;
  private final SimulatedEnsemble ensemble;

  LockProcessFaults(LockWorld world, LockNemesis nemesis, LockServerFaults servers) {
    this.world = world;
    this.nemesis = nemesis;
    this.servers = servers;
    this.ensemble = world.ensemble();
  }

  void strike(LockProcess process, Move move, Random random) {
    switch (random.nextInt(26)) {
      case 0, 1, 2, 3, 4, 5 -> pause(process, move, random);
      case 6 -> pauseWithAnother(process, move, random);
      case 7, 8, 9 -> reset(process, move);
      case 10 -> loseReplies(process, move);
      case 11 -> delayRequests(process, move, random);
      case 12 -> delayReplies(process, move, random);
      case 13, 14 -> delayBoth(process, move, random);
      case 15 -> cutOff(process, move, random);
      case 16 -> cutLink(process, move);
      case 17 -> endSession(process, move);
      case 18 -> moveSession(process, move, random);
      case 19 -> crash(process, move, random);
      case 20 -> refuseThreads(process, move, random);
      case 21 -> failPlugIns(process, move, random);
      case 22 -> blockEvents(process, move, random);
      case 23 -> resetAndBlock(process, move, random);
      case 24 -> stallAndLoseServer(process, move, random);
      default -> close(process, move, random);
    }
  }

  private void pause(LockProcess process, Move move, Random random) {
    if (!process.process().isPaused()) {
      long time =
          random.nextInt(3) == 0
              ? random.nextLong(TIMEOUT_NANOS)
              : TIMEOUT_NANOS + random.nextLong(TIMEOUT_NANOS * 3 / 4);
      nemesis.note(process, "paused", move, forTime(time));
      process.process().pause();
      nemesis.later(
          time,
          "resume",
          () -> {
            if (!process.isCrashed()) {
              process.process().resume();
            }
          });
    }
  }

  private void pauseWithAnother(LockProcess process, Move move, Random random) {
    pause(process, move, random);
    List<LockProcess> alive = world.alive();
    pause(alive.get(random.nextInt(alive.size())), move, random);
  }

  private static Object forTime(long nanos) {
    return new Object() {
      @Override
      public String toString() {
        return "for %.3f s".formatted(nanos / 1e9);
      }
    };
  }

  private void reset(LockProcess process, Move move) {
    if (!process.process().isPaused()) {
      nemesis.note(process, "connection reset", move, process.session());
      client(process).reset();
    }
  }

  private static SimulatedClient client(LockProcess process) {
    return process.session().client();
  }

  private void loseReplies(LockProcess process, Move move) {
    nemesis.note(process, "replies lost", move, process.session());
    client(process).loseReplies();
    nemesis.calm(TIMEOUT_NANOS);
  }

  private void delayRequests(LockProcess process, Move move, Random random) {
    nemesis.note(process, "requests delayed", move, process.session());
    client(process).delayRequests(random.nextLong(TIMEOUT_NANOS));
    nemesis.calm(TIMEOUT_NANOS);
  }

  private void delayReplies(LockProcess process, Move move, Random random) {
    nemesis.note(process, "replies delayed", move, process.session());
    client(process).delayReplies(random.nextLong(TIMEOUT_NANOS));
    nemesis.calm(TIMEOUT_NANOS);
  }

  /** What was asked before is replied to late, and what is asked later does not arrive in time. */
  private void delayBoth(LockProcess process, Move move, Random random) {
    long replies = TIMEOUT_NANOS / 4 + random.nextLong(TIMEOUT_NANOS / 2);
    nemesis.note(process, "link delayed", move, process.session());
    SimulatedClient client = client(process);
    client.delayReplies(replies);
    nemesis.later(
        random.nextLong(TIMEOUT_NANOS / 4),
        "requests stall, too",
        () -> {
          client.delayReplies(replies);
          client.delayRequests(2 * TIMEOUT_NANOS);
        });
    nemesis.calm(3 * TIMEOUT_NANOS);
  }

  private void cutOff(LockProcess process, Move move, Random random) {
    if (!process.process().isPaused()) {
      nemesis.note(process, "cut off", move, process.session());
      SimulatedClient client = client(process);
      client.cutOff();
      nemesis.later(LockNemesis.aWhile(random), "reconnectable", client::reconnectable);
    }
  }

  private void cutLink(LockProcess process, Move move) {
    nemesis.note(process, "link cut silently", move, process.session());
    client(process).cutLink();
    nemesis.calm(TIMEOUT_NANOS);
  }

  private void endSession(LockProcess process, Move move) {
    long session = client(process).sessionId();
    if (session != 0) {
      nemesis.note(process, "session ended", move, process.session());
      process.sessionEnded(world.scheduler().now() + TIMEOUT_NANOS);
      ensemble.expire(session);
    }
  }

  /** Somebody connects with its session's id and password, and goes again, or closes it. */
  private void moveSession(LockProcess process, Move move, Random random) {
    long session = client(process).sessionId();
    if (session == 0) {
      return;
    }
    SimulatedClient duplicate = ensemble.duplicate(session, LockSchedule.TIMEOUT_MILLIS);
    boolean closes = random.nextInt(3) == 0;
    if (closes) {
      nemesis.note(process, "session moved and closed", move, process.session());
      process.sessionEnded(world.scheduler().now() + 2 * TIMEOUT_NANOS);
      nemesis.later(
          random.nextLong(TIMEOUT_NANOS / 4), "duplicate closes", () -> duplicate.close(() -> {}));
    } else {
      nemesis.note(process, "session moved", move, process.session());
      if (nemesis.shortestTimeoutNanos() < TIMEOUT_NANOS) { // which it may be granted
        process.sessionEnded(world.scheduler().now() + 2 * TIMEOUT_NANOS);
      }
      nemesis.later(random.nextLong(TIMEOUT_NANOS / 4), "duplicate goes", duplicate::abandon);
    }
    nemesis.calm(2 * TIMEOUT_NANOS);
  }

  /** It comes back a while later, mostly before its session has expired. */
  private void crash(LockProcess process, Move move, Random random) {
    nemesis.note(process, "crashed", move, process.session());
    process.crash();
    world.crashed(process);
    nemesis.later(LockNemesis.aWhile(random) / 2, "come back", () -> {});
    world.start(process.toString(), random);
  }

  private void refuseThreads(LockProcess process, Move move, Random random) {
    nemesis.note(process, "threads refused", move, process.session());
    process.process().threads().refuse(random.nextLong(TIMEOUT_NANOS));
    nemesis.calm(TIMEOUT_NANOS);
  }

  private void failPlugIns(LockProcess process, Move move, Random random) {
    nemesis.note(process, "plug-ins fail", move, process.session());
    process.process().failPlugIns(true);
    nemesis.later(
        LockNemesis.aWhile(random) / 4,
        "plug-ins work",
        () -> process.process().failPlugIns(false));
  }

  /** Somebody else's code holds up the thread that brings replies and events. */
  private void blockEvents(LockProcess process, Move move, Random random) {
    long time = random.nextLong(TIMEOUT_NANOS * 3 / 2);
    nemesis.note(process, "event thread blocked", move, forTime(time));
    nemesis.later(time, "event thread goes on", process.process().blockEvents());
  }

  /** The connection breaks, and somebody else's code holds up the thread that it is told by. */
  private void resetAndBlock(LockProcess process, Move move, Random random) {
    if (!process.process().isPaused()) {
      long time = TIMEOUT_NANOS + random.nextLong(TIMEOUT_NANOS * 3 / 2);
      nemesis.note(process, "connection reset and event thread blocked", move, forTime(time));
      client(process).reset();
      nemesis.later(
          random.nextLong(LONGEST_NOTICE_NANOS),
          "event thread blocked",
          () -> nemesis.later(time, "event thread goes on", process.process().blockEvents()));
    }
  }

  /**
   * A holder's requests pile up; as soon as they arrived together, the machine of its server dies.
   */
  private void stallAndLoseServer(LockProcess aim, Move move, Random random) {
    LockProcess process =
        world.alive().stream().filter(LockProcess::isHolding).findFirst().orElse(aim);
    process.holdOn(2 * TIMEOUT_NANOS);
    nemesis.note(process, "requests stall", move, process.session());
    SimulatedClient client = client(process);
    long replies = random.nextLong(TIMEOUT_NANOS / 4);
    long requests = TIMEOUT_NANOS * 2 / 3 + random.nextLong(replies + 1);
    client.delayReplies(replies);
    client.delayRequests(requests);
    nemesis.later(
        requests + random.nextLong(LONGEST_NOTICE_NANOS),
        "server dies",
        () -> servers.die(client, move, random));
    nemesis.calm(2 * TIMEOUT_NANOS);
  }

  private void close(LockProcess process, Move move, Random random) {
    nemesis.note(process, "Coordination closed", move, process.session());
    process.process().execute(() -> world.close(process, random));
  }
}
