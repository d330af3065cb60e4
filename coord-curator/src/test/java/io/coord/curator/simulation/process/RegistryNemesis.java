package io.coord.curator.simulation.process;

import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import io.coord.curator.simulation.process.Moves.Move;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Does harm to the processes of a schedule: some of it at any time, some aimed, while a request of
 * the registry's protocol is under way. {@link ServerNemesis} harms the servers, {@link
 * Administrator} the nodes.
 */
final class RegistryNemesis {

  private static final String STRIKE = "strike";
  private static final long TIMEOUT_NANOS =
      TimeUnit.MILLISECONDS.toNanos(RegistryWorld.TIMEOUT_MILLIS);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);
  private static final long LONGEST_AIM_NANOS = TimeUnit.MILLISECONDS.toNanos(60);
  private static final int AIMED = 60; // at one request in so many

  private final RegistryWorld world;
  private final RegistryWork work;
  private final Scheduler scheduler;
  private final Moves moves;
  private final Random chooser;
  private final Journal journal;
  private final Map<String, Integer> faults = new TreeMap<>();
  private final ServerNemesis servers;
  private final Administrator administrator;
  private final Rivalry rivalry;
  private Move present; // which is being carried out, or was last
  private boolean stopped;
  private long calm; // when all is over that was begun

  RegistryNemesis(RegistryWorld world, RegistryWork work) {
    this.world = world;
    this.work = work;
    this.scheduler = world.scheduler();
    this.moves = world.moves();
    this.chooser = moves.chooser(STRIKE);
    this.journal = world.journal();
    this.servers = new ServerNemesis(world, this);
    this.administrator = new Administrator(world, this);
    this.rivalry = new Rivalry(world, work, this, administrator);
    moves.on(STRIKE, this::strike);
  }

  Map<String, Integer> faults() {
    return faults;
  }

  /** Does something after a while, and again. */
  void start() {
    world.processes().forEach(this::watch);
    if (moves.isFree()) {
      moves.after(chooser.nextLong(LONGEST_PAUSE_NANOS), this::makeUp);
    }
  }

  /** Begins nothing more. */
  void stop() {
    stopped = true;
    administrator.leave();
    calm(0);
  }

  /** When all is over that was begun. */
  long calm() {
    return calm;
  }

  private void makeUp() {
    if (!stopped) {
      moves.make(STRIKE, RegistryWork.any(world.alive(), chooser).toString(), "");
      moves.after(chooser.nextLong(LONGEST_PAUSE_NANOS), this::makeUp);
    }
  }

  /** Strikes when that process sends something. */
  private void watch(ServiceProcess process) {
    process
        .session()
        .onSend(
            request -> {
              if (!(request instanceof Request.Ping)) {
                journal.note(process, "sends", request);
              }
              world.sends(process, request);
              onSend(process, request);
            });
  }

  private void onSend(ServiceProcess process, Request request) {
    if (moves.isFree()
        && !stopped
        && !(request instanceof Request.Ping)
        && chooser.nextInt(AIMED) == 0) {
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

  private void strike(Move move, Random random) {
    ServiceProcess process = world.find(move.process());
    if (process != null) {
      present = move;
      strike(process, random);
    }
  }

  private void strike(ServiceProcess process, Random random) {
    switch (random.nextInt(36)) {
      case 0, 1, 2 -> pause(process, random);
      case 3 -> cutLink(process);
      case 4, 5 -> reset(process);
      case 6 -> loseReplies(process);
      case 7 -> slowRequests(process, random);
      case 8 -> slowReplies(process, random);
      case 9, 10 -> cutOff(process, random);
      case 11, 12 -> refuseThreads(process, random);
      case 13 -> crash(process, random);
      case 14 -> endSession(process);
      case 15 -> moveSession(process, random);
      case 16, 17 -> failCodec(random);
      case 18 -> failRequests(process, random);
      case 19 -> failPlugIns(process, random);
      case 20, 21, 22 -> closeCoordination(process, random);
      case 23, 24, 25 -> servers.strike(random);
      case 26, 27 -> blockEvents(process, random);
      case 28, 29, 30 -> rivalry.strike(process, random);
      default -> administrator.strike(random);
    }
  }

  /** Writes down what is done. */
  void note(Object who, String fault, Object state) {
    faults.merge(fault, 1, Integer::sum);
    String aim = present.aim().isEmpty() ? "" : " at " + present.aim();
    journal.note(who, fault + aim + " (move " + present.number() + ")", state);
  }

  /** Writes down that something is over. */
  void ended(Object who, String what, Object state) {
    journal.note(who, what, state);
  }

  private static String forTime(long nanos) {
    return "for " + nanos / 1_000_000 + " ms";
  }

  private void pause(ServiceProcess process, Random random) {
    if (!process.process().isPaused()) {
      long time = aWhile(random);
      note(process, "paused", forTime(time));
      process.process().pause();
      later(time, "resume " + process, process::resume);
    }
  }

  private void cutLink(ServiceProcess process) {
    note(process, "link cut silently", process.session());
    process.session().client().cutLink();
    calm(TIMEOUT_NANOS);
  }

  private void reset(ServiceProcess process) {
    if (!process.process().isPaused()) {
      note(process, "connection reset", process.session());
      process.session().client().reset();
    }
  }

  private void loseReplies(ServiceProcess process) {
    note(process, "replies lost", process.session());
    process.session().client().loseReplies();
    calm(TIMEOUT_NANOS);
  }

  private void slowRequests(ServiceProcess process, Random random) {
    note(process, "requests slow", process.session());
    process.session().client().delayRequests(random.nextLong(TIMEOUT_NANOS));
    calm(TIMEOUT_NANOS);
  }

  private void slowReplies(ServiceProcess process, Random random) {
    note(process, "replies slow", process.session());
    process.session().client().delayReplies(random.nextLong(TIMEOUT_NANOS));
    calm(TIMEOUT_NANOS);
  }

  private void cutOff(ServiceProcess process, Random random) {
    if (!process.process().isPaused()) {
      SimulatedClient client = process.session().client();
      long time = aWhile(random);
      note(process, "cut off", forTime(time));
      client.cutOff();
      later(time, "reconnectable", client::reconnectable);
    }
  }

  private void refuseThreads(ServiceProcess process, Random random) {
    for (ServiceProcess.Coordination each : process.coordinations()) {
      long time = aWhile(random);
      note(process, "threads refused", forTime(time));
      each.session().refusable().refuse(time);
      later(time, "threads again", () -> {});
    }
  }

  /** It comes back a while later, and registers what it had. */
  private void crash(ServiceProcess process, Random random) {
    note(process, "crashed", process.session());
    List<Registrant> had = world.registrants(process);
    exempt(had);
    process.crash();
    comeBack(process, had, random);
  }

  private void comeBack(ServiceProcess process, List<Registrant> had, Random random) {
    ServiceProcess again = world.start(process.toString());
    watch(again);
    later(
        aWhile(random),
        "come back",
        () ->
            again
                .process()
                .execute(
                    () ->
                        again.coordinations().stream()
                            .findFirst()
                            .ifPresent(
                                to ->
                                    had.forEach(
                                        each -> world.register(to, each.service(), each.id())))));
  }

  private void exempt(List<Registrant> registrants) {
    registrants.forEach(each -> each.service().agreement().exempt(each.id()));
  }

  private void endSession(ServiceProcess process) {
    long session = process.session().client().sessionId();
    if (session != 0) {
      note(process, "session ended", process.session());
      world.ensemble().expire(session);
    }
  }

  /** Another client has the session's id and password, connects by them, and goes away again. */
  private void moveSession(ServiceProcess process, Random random) {
    long session = process.session().client().sessionId();
    if (session != 0) {
      note(process, "session moved", process.session());
      SimulatedClient duplicate = world.ensemble().duplicate(session, RegistryWorld.TIMEOUT_MILLIS);
      later(random.nextLong(TIMEOUT_NANOS / 4), "duplicate goes", duplicate::abandon);
    }
  }

  private void failCodec(Random random) {
    SomeFormat format = world.format();
    note("codec", "Errors in the codec", "");
    format.failOneIn(3);
    later(aWhile(random), "codec works again", () -> format.failOneIn(0));
  }

  private void failRequests(ServiceProcess process, Random random) {
    for (ServiceProcess.Coordination each : process.coordinations()) {
      long time = aWhile(random);
      note(process, "requests fail unsent", forTime(time));
      each.session().fail(time);
      later(time, "memory again", () -> {});
    }
  }

  private void failPlugIns(ServiceProcess process, Random random) {
    for (ServiceProcess.Coordination each : process.coordinations()) {
      long time = aWhile(random) / 2;
      note(process, "plug-ins fail", forTime(time));
      world.registrants(process).forEach(Registrant::rejectable);
      each.session().failPlugIns(time);
      later(time, "plug-ins work", () -> {});
    }
  }

  /** As another program's watcher does that never comes to an end. */
  private void blockEvents(ServiceProcess process, Random random) {
    long time = aWhile(random) / 2;
    note(process, "event thread blocked", forTime(time));
    later(time, "event thread goes on", process.process().blockEvents());
  }

  /** And opens another one. The application does that, so it waits while the process is paused. */
  private void closeCoordination(ServiceProcess process, Random random) {
    if (process.coordinations().isEmpty()) {
      return;
    }
    note(process, "Coordination closed", process.session());
    ServiceProcess.Coordination one = RegistryWork.any(process.coordinations(), random);
    if (process.isShared()) {
      process.process().execute(() -> work.close(one));
      later(
          aWhile(random) / 4, "open again", () -> process.process().execute(process::openIfAlive));
    } else {
      List<Registrant> had = world.registrants(process);
      exempt(had);
      process.process().execute(() -> work.closeWithClient(process));
      comeBack(process, had, random);
    }
  }

  /** Ends after that time what was begun now. */
  void later(long nanos, String what, Runnable end) {
    calm(nanos);
    scheduler.after(nanos, what, end);
  }

  void calm(long nanos) {
    calm = Math.max(calm, scheduler.now() + nanos);
  }

  /** Up to twice the session timeout. */
  static long aWhile(Random random) {
    return random.nextLong(2 * TIMEOUT_NANOS);
  }
}
