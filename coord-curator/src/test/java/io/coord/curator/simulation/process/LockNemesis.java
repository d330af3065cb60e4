package io.coord.curator.simulation.process;

import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;

/**
 * Does harm to the processes of a schedule, and to the servers. Most of it is aimed: it strikes
 * while a request of the lock's protocol is under way.
 */
final class LockNemesis {

  private static final long TIMEOUT_NANOS =
      TimeUnit.MILLISECONDS.toNanos(LockSchedule.TIMEOUT_MILLIS);
  private static final long LONGEST_AIM_NANOS = 60_000_000;

  private final Scheduler scheduler;
  private final Random random;
  private final SimulatedEnsemble ensemble;
  private final int servers;
  private final List<String> queues;
  private final LockWorld world;
  private final Journal journal;
  private final Map<String, Integer> faults = new TreeMap<>();
  private final Map<String, Long> deletedAt = new HashMap<>(); // nodes, once that is committed
  private final Set<String> deleting = new LinkedHashSet<>(); // nodes, not yet gone
  private final int mercy; // one request in so many is struck
  private boolean serverTrouble; // a server is away or cut off
  private boolean stopped;
  private long calm; // when all is over that was begun

  /**
   * Begins at once.
   *
   * @param queues the paths of the nodes whose children are contenders
   */
  LockNemesis(
      Scheduler scheduler,
      SimulatedEnsemble ensemble,
      int servers,
      List<String> queues,
      LockWorld world,
      Journal journal) {
    this.scheduler = scheduler;
    this.random = scheduler.random();
    this.ensemble = ensemble;
    this.servers = servers;
    this.queues = queues;
    this.world = world;
    this.journal = journal;
    this.mercy = List.of(8, 16, 32).get(random.nextInt(3));
    ensemble.onCommit(this::onCommit);
    scheduler.after(random.nextLong(2_000_000_000L), "nemesis", this::drive);
  }

  /** Strikes when that process sends something. */
  void watch(LockProcess process) {
    process
        .session()
        .onSend(
            request -> {
              journal.note(process, "sends", request);
              onSend(process, request);
            });
  }

  Map<String, Integer> faults() {
    return faults;
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

  /** When that node was gone by an administrator's deletion; null if it was not. */
  Long deletedAt(String node) {
    return deletedAt.get(node);
  }

  private void onCommit() {
    if (!deleting.isEmpty()) {
      deleting.removeIf(
          path -> {
            int slash = path.lastIndexOf('/');
            boolean gone =
                !ensemble
                    .committedChildren(path.substring(0, slash))
                    .containsKey(path.substring(slash + 1));
            if (gone) {
              deletedAt.put(path, scheduler.now());
            }
            return gone;
          });
    }
  }

  // ---- when

  private void drive() {
    if (!stopped) {
      List<LockProcess> alive = world.alive();
      strike(alive.get(random.nextInt(alive.size())), "");
      scheduler.after(random.nextLong(4_000_000_000L), "nemesis", this::drive);
    }
  }

  private void onSend(LockProcess process, Request request) {
    if (!stopped && !process.isCrashed() && random.nextInt(mercy * weight(request)) == 0) {
      String aim = request.getClass().getSimpleName();
      // Not within the sending: what that leads to could not happen there.
      long delay = random.nextBoolean() ? 0 : random.nextLong(LONGEST_AIM_NANOS);
      scheduler.after(delay, "aimed", () -> strikeIfAlive(process, aim));
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

  private void strikeIfAlive(LockProcess process, String aim) {
    if (!stopped && !process.isCrashed()) {
      strike(process, aim);
    }
  }

  // ---- what

  private void strike(LockProcess process, String aim) {
    switch (random.nextInt(24)) {
      case 0, 1, 2, 3, 4, 5 -> pause(process, aim);
      case 6, 7, 8 -> reset(process, aim);
      case 9 -> loseReplies(process, aim);
      case 10 -> delayRequests(process, aim);
      case 11 -> cutOff(process, aim);
      case 12 -> stop(random.nextBoolean() ? leader() : someServer(), aim);
      case 13 -> isolate(random.nextBoolean() ? leader() : someServer(), aim);
      case 14 -> stopAll(aim);
      case 15 -> deleteContender(aim);
      case 16 -> deleteLock(aim);
      case 17 -> endSession(process, aim);
      case 18 -> crash(process, aim);
      case 19 -> refuseThreads(process, aim);
      case 20 -> failPlugIns(process, aim);
      case 21 -> close(process, aim);
      case 22 -> reap();
      default -> pauseWithAnother(process, aim);
    }
  }

  private void note(Object who, String fault, String aim, Object state) {
    faults.merge(fault, 1, Integer::sum);
    journal.note(who, fault + (aim.isEmpty() ? "" : " at " + aim), state);
  }

  private void pause(LockProcess process, String aim) {
    if (!process.process().isPaused()) {
      long time =
          random.nextInt(3) == 0
              ? random.nextLong(TIMEOUT_NANOS)
              : TIMEOUT_NANOS + random.nextLong(TIMEOUT_NANOS * 3 / 4);
      note(process, "paused", aim, "for %.3f s".formatted(time / 1e9));
      process.process().pause();
      later(
          time,
          "resume " + process,
          () -> {
            if (!process.isCrashed()) {
              process.process().resume();
            }
          });
    }
  }

  private void pauseWithAnother(LockProcess process, String aim) {
    pause(process, aim);
    List<LockProcess> alive = world.alive();
    pause(alive.get(random.nextInt(alive.size())), aim);
  }

  private void reset(LockProcess process, String aim) {
    if (!process.process().isPaused()) {
      note(process, "connection reset", aim, process.session());
      process.session().client().reset();
    }
  }

  private void loseReplies(LockProcess process, String aim) {
    note(process, "replies lost", aim, process.session());
    process.session().client().loseReplies();
    calm(TIMEOUT_NANOS);
  }

  private void delayRequests(LockProcess process, String aim) {
    note(process, "requests delayed", aim, process.session());
    process.session().client().delayRequests(random.nextLong(TIMEOUT_NANOS));
    calm(TIMEOUT_NANOS);
  }

  private void cutOff(LockProcess process, String aim) {
    if (!process.process().isPaused()) {
      note(process, "cut off", aim, process.session());
      var client = process.session().client();
      client.cutOff();
      later(aWhile(), "reconnectable", client::reconnectable);
    }
  }

  private int leader() {
    return Math.max(1, ensemble.leader());
  }

  private int someServer() {
    return 1 + random.nextInt(servers);
  }

  private void stop(int server, String aim) {
    if (!serverTrouble) {
      serverTrouble = true;
      note("server " + server, "server stopped", aim, ensemble);
      ensemble.stop(server);
      later(
          aWhile(),
          "start " + server,
          () -> {
            serverTrouble = false;
            ensemble.start(server);
          });
    }
  }

  private void stopAll(String aim) {
    if (!serverTrouble) {
      serverTrouble = true;
      note("ensemble", "all servers stopped", aim, ensemble);
      for (int server = 1; server <= servers; server++) {
        ensemble.stop(server);
      }
      later(
          aWhile() / 4,
          "start all",
          () -> {
            serverTrouble = false;
            for (int server = 1; server <= servers; server++) {
              ensemble.start(server);
            }
          });
    }
  }

  private void isolate(int server, String aim) {
    if (servers > 1 && !serverTrouble) {
      serverTrouble = true;
      note("server " + server, "server isolated", aim, ensemble);
      ensemble.isolate(server);
      later(
          aWhile() + TimeUnit.SECONDS.toNanos(3),
          "heal " + server,
          () -> {
            serverTrouble = false;
            ensemble.heal(server);
          });
    }
  }

  private void deleteContender(String aim) {
    String lock = queues.get(random.nextInt(queues.size()));
    List<String> names = List.copyOf(ensemble.committedChildren(lock).keySet());
    if (!names.isEmpty()) {
      delete(lock + "/" + names.get(random.nextInt(names.size())), "contender deleted", aim);
    }
  }

  private void deleteLock(String aim) {
    String lock = queues.get(random.nextInt(queues.size()));
    for (String name : ensemble.committedChildren(lock).keySet()) {
      delete(lock + "/" + name, "lock deleted", aim);
    }
    ensemble.delete(lock);
  }

  private void delete(String path, String fault, String aim) {
    note("admin", fault, aim, path);
    world.deleted(path);
    deleting.add(path);
    ensemble.delete(path);
  }

  private void endSession(LockProcess process, String aim) {
    long session = process.session().client().sessionId();
    if (session != 0 && random.nextBoolean()) {
      note(process, "session ended", aim, process.session());
      process.sessionEnded(scheduler.now() + TIMEOUT_NANOS);
      ensemble.expire(session);
    }
  }

  /** It comes back a while later, mostly before its session has expired. */
  private void crash(LockProcess process, String aim) {
    note(process, "crashed", aim, process.session());
    process.crash();
    world.crashed(process);
    later(aWhile() / 2, "come back", () -> {});
    world.start(process.toString());
  }

  private void refuseThreads(LockProcess process, String aim) {
    note(process, "threads refused", aim, process.session());
    process.process().threads().refuse(random.nextLong(TIMEOUT_NANOS));
    calm(TIMEOUT_NANOS);
  }

  private void failPlugIns(LockProcess process, String aim) {
    note(process, "plug-ins fail", aim, process.session());
    process.process().failPlugIns(true);
    later(aWhile() / 4, "plug-ins work", () -> process.process().failPlugIns(false));
  }

  private void close(LockProcess process, String aim) {
    note(process, "Coordination closed", aim, process.session());
    process.process().execute(() -> world.close(process));
  }

  private void reap() {
    note("ensemble", "containers reaped", "", ensemble);
    ensemble.reapContainers();
  }

  /** Ends after that time what was begun now. */
  private void later(long nanos, String what, Runnable end) {
    calm(nanos);
    scheduler.after(nanos, what, end);
  }

  private void calm(long nanos) {
    calm = Math.max(calm, scheduler.now() + nanos);
  }

  /** Up to twice the session timeout. */
  private long aWhile() {
    return random.nextLong(2 * TIMEOUT_NANOS);
  }
}
