package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Settings;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One schedule: two to four processes register themselves by ids of their own and by one that they
 * share, while links and servers fail, processes pause, crash and come back, and administrators
 * delete nodes. Then the world is well, and all must agree; then everything is closed, and nothing
 * is left.
 */
final class RegistrySchedule implements SimulatedSchedules.Schedule {

  static final String ROOT = "/services";
  static final String SERVICE = "search";
  static final String PATH = ROOT + "/" + SERVICE;
  static final int TIMEOUT_MILLIS = 4_000;

  private static final long TROUBLE_NANOS = TimeUnit.SECONDS.toNanos(12);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long MOST_REQUESTS_PER_SECOND = 400;
  private static final int MOST_LIVE = 5; // registrations of one Coordination
  private static final long DEPOSED_NANOS = TimeUnit.MILLISECONDS.toNanos(2_600);
  private static final int MOST_VIEWS = 2; // of one process
  private static final int CHECK_EVERY = 50; // steps

  private final Scheduler scheduler;
  private final Random random;
  private final SimulatedEnsemble ensemble;
  private final int servers;
  private final Journal journal;
  private final CommittedHistory history;
  private final SomeFormat format;
  private final Administrator administrator;
  private final List<ServiceProcess> processes = new ArrayList<>();
  private final List<Registrant> registrants = new ArrayList<>();
  private final RegistryAgreement agreement;
  private final CommittedViews committed;
  private final List<WatchedView> views = new ArrayList<>();
  private int keys;
  private long reads;
  private long viewsOpened;
  private String wrongRead; // null if there is none
  private boolean serverTrouble; // a server is away or cut off
  private boolean well; // nothing new is begun
  private long calm = TROUBLE_NANOS; // when all is over that was begun

  /**
   * Not run yet.
   *
   * @param recording whether to keep a journal
   */
  RegistrySchedule(long seed, boolean recording) {
    scheduler = new Scheduler(seed);
    random = scheduler.random();
    journal = new Journal(scheduler, recording);
    servers = List.of(1, 3, 3, 5).get(random.nextInt(4));
    long clientDelay = List.of(20_000_000, 20_000_000, 300_000_000).get(random.nextInt(3));
    long serverDelay = List.of(20_000_000, 400_000_000).get(random.nextInt(2));
    ensemble =
        new SimulatedEnsemble(scheduler, new Settings(servers, 500, 20, clientDelay, serverDelay));
    history = new CommittedHistory(ensemble, PATH, journal);
    committed = new CommittedViews(history);
    agreement = new RegistryAgreement(history, registrants);
    format = new SomeFormat(random);
    administrator = new Administrator(ensemble, PATH);
    for (int i = 0; i < 2 + random.nextInt(3); i++) {
      start("p" + i);
    }
  }

  private ServiceProcess start(String name) {
    ServiceProcess process =
        new ServiceProcess(scheduler, ensemble, name, random.nextInt(3) == 0 ? 2 : 1, format);
    processes.add(process);
    journal.note(process, "starts", process.coordinations().size() + " Coordinations");
    process.session().observe(Runnable::run, state -> onConnection(process, state.name()));
    return process;
  }

  /** Whatever was registered may be gone, and another may not know whose it was. */
  private void onConnection(ServiceProcess process, String state) {
    journal.note(process, "is " + state, process.session());
    for (Registrant each : registrants) {
      if (each.process() == process) {
        if (process.coordinations().size() > 1 && !state.equals("CONNECTED")) {
          agreement.exemptForEver(each.id());
        }
        if (state.equals("LOST")) {
          agreement.exempt(each.id());
        }
      }
    }
  }

  long steps() {
    return scheduler.steps();
  }

  long registrations() {
    return registrants.size();
  }

  long reads() {
    return reads;
  }

  long views() {
    return viewsOpened;
  }

  long commits() {
    return history.changes();
  }

  @Override
  public Journal journal() {
    return journal;
  }

  @Override
  public void run() {
    drive();
    runTo(TROUBLE_NANOS);
    well = true;
    runTo(calm + TimeUnit.SECONDS.toNanos(1)); // what was begun ends by itself
    format.failOneIn(0);
    journal.note("world", "is well", ensemble);
    await("agreement", this::disagreement);
    assertThat(agreement.wrongWinner()).isNull();
    registrants.forEach(each -> each.process().process().execute(each::update));
    await("agreement after updates", this::disagreement);
    long changes = history.changes();
    runTo(scheduler.now() + QUIET_NANOS);
    assertThat(history.changes()).as("changes while all agree").isEqualTo(changes);
    close();
  }

  private void close() {
    journal.note("world", "closes", "");
    registrants.forEach(Registrant::closedWithRegistry);
    views.clear();
    alive().forEach(each -> each.coordinations().forEach(ServiceProcess.Coordination::close));
    await("nothing left", this::remains);
    long requests = requests();
    runTo(scheduler.now() + QUIET_NANOS);
    assertThat(requests()).as("requests after close").isEqualTo(requests);
    assertThat(remains()).isNull();
  }

  private List<ServiceProcess> alive() {
    return processes.stream().filter(each -> !each.isCrashed()).toList();
  }

  private long requests() {
    return alive().stream()
        .flatMap(each -> each.coordinations().stream())
        .mapToLong(each -> each.session().requests())
        .sum();
  }

  private String disagreement() {
    String registrations = agreement.disagreement();
    return registrations != null
        ? registrations
        : views.stream()
            .filter(WatchedView::isLive)
            .map(WatchedView::disagreement)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  private String remains() {
    for (String id : history.ids()) {
      if (history.last(id).owner() != 0) {
        return "left: %s = %s".formatted(id, history.last(id));
      }
    }
    for (ServiceProcess process : alive()) {
      if (process.session().client().hasWatchers()) {
        return process + " has watchers";
      }
      if (!process.coordinations().stream().allMatch(ServiceProcess.Coordination::isClosed)) {
        return process + " is not closed";
      }
    }
    return null;
  }

  private void await(String what, Supplier<String> missing) {
    long end = scheduler.now() + PATIENCE_NANOS;
    while (missing.get() != null) {
      if (scheduler.now() >= end) {
        throw new AssertionError("no " + what + ": " + missing.get());
      }
      for (int i = 0; i < CHECK_EVERY; i++) {
        step();
      }
    }
    check();
  }

  private void runTo(long time) {
    long second = scheduler.now();
    long before = requests();
    while (scheduler.now() < time) {
      step();
      if (scheduler.now() - second >= TimeUnit.SECONDS.toNanos(1)) {
        assertThat(requests() - before).as("requests").isLessThan(MOST_REQUESTS_PER_SECOND);
        second = scheduler.now();
        before = requests();
      }
    }
    check();
  }

  private void step() {
    scheduler.step();
    for (WatchedView each : views) {
      if (each.isLive()) {
        each.look();
      }
    }
    if (scheduler.steps() % CHECK_EVERY == 0) {
      check();
    }
  }

  private void check() {
    for (ServiceProcess process : processes) {
      if (process.process().thrown() != null) {
        throw new AssertionError(process + " threw", process.process().thrown());
      }
    }
    assertThat(wrongRead).isNull();
    for (WatchedView each : views) {
      if (each.violation() != null) {
        throw new AssertionError(each + ": " + each.violation());
      }
    }
    for (Registrant each : registrants) {
      if (each.violation() != null) {
        throw new AssertionError(each + ": " + each.violation());
      }
    }
  }

  /** Does something now, and again after a while. */
  private void drive() {
    if (!well) {
      List<ServiceProcess> alive = alive();
      act(alive.get(random.nextInt(alive.size())));
      scheduler.after(random.nextLong(400_000_000), "driver", this::drive);
    }
  }

  private void act(ServiceProcess process) {
    switch (random.nextInt(40)) {
      case 0, 1, 2, 3 -> process.process().execute(() -> update(process));
      case 4, 5, 6 -> process.process().execute(() -> close(process));
      case 7 -> pause(process);
      case 8 -> cutLink(process);
      case 9 -> cutOff(process);
      case 10 -> stop(1 + random.nextInt(servers));
      case 11 -> isolate(1 + random.nextInt(servers));
      case 12 -> refuseThreads(process);
      case 13 -> crash(process);
      case 14 -> stopAll();
      case 15 -> administrate();
      case 16 -> expire(process);
      case 17 -> ensemble.reapContainers();
      case 18 -> failDecoding();
      case 27 -> failRequests(process);
      case 19, 20, 21, 22 -> process.process().execute(() -> watch(process));
      case 23, 24 -> process.process().execute(() -> closeView(process));
      case 25, 26 -> process.process().execute(() -> read(process));
      default -> process.process().execute(() -> register(process));
    }
  }

  private void register(ServiceProcess process) {
    ServiceProcess.Coordination coordination = any(process.coordinations());
    String id = random.nextBoolean() ? "shared" : process + "-own" + random.nextInt(2);
    if (registrants.stream().filter(each -> each.isLive() && each.process() == process).count()
        < MOST_LIVE) {
      Registrant registrant =
          new Registrant(process, coordination.registry(), id, "r" + ++keys, history, journal);
      registrants.add(registrant);
      if (random.nextInt(6) == 0) {
        process.process().after(random.nextLong(300_000_000), "cancel", registrant::close);
      }
    }
  }

  private void watch(ServiceProcess process) {
    if (views.stream().filter(each -> isOf(each, process)).count() < MOST_VIEWS) {
      viewsOpened++;
      views.add(new WatchedView(any(process.coordinations()), committed, journal));
    }
  }

  private void closeView(ServiceProcess process) {
    List<WatchedView> live = views.stream().filter(each -> isOf(each, process)).toList();
    if (!live.isEmpty()) {
      any(live).close();
    }
  }

  private static boolean isOf(WatchedView view, ServiceProcess process) {
    return view.isLive() && view.coordination().process() == process;
  }

  /** The engine's part of {@code instances()}; one that fails says nothing. */
  private void read(ServiceProcess process) {
    long asOf = committed.now();
    var unused =
        any(process.coordinations())
            .memberships()
            .freshRead(PATH)
            .instances(SERVICE, format)
            .thenAccept(
                instances -> {
                  reads++;
                  String wrong =
                      committed.wrong(CommittedViews.values(instances), asOf, new HashMap<>());
                  wrongRead = wrong == null ? wrongRead : process + " has read " + wrong;
                });
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void update(ServiceProcess process) {
    Registrant one = any(process);
    if (one != null) {
      one.update();
    }
  }

  private void close(ServiceProcess process) {
    Registrant one = any(process);
    if (one != null) {
      one.close();
    }
  }

  private Registrant any(ServiceProcess process) {
    List<Registrant> live =
        registrants.stream().filter(each -> each.isLive() && each.process() == process).toList();
    return live.isEmpty() ? null : any(live);
  }

  private void pause(ServiceProcess process) {
    if (!process.process().isPaused()) {
      long time = aWhile();
      journal.note(process, "pauses", "for %.3f s".formatted(time / 1e9));
      process.process().pause();
      later(time, "resume " + process, process::resume);
    }
  }

  private void cutLink(ServiceProcess process) {
    journal.note(process, "has its link cut", process.session());
    process.session().client().cutLink();
  }

  private void cutOff(ServiceProcess process) {
    if (process.process().isPaused()) {
      return;
    }
    var client = process.session().client();
    long time = aWhile();
    journal.note(process, "is cut off", "for %.3f s".formatted(time / 1e9));
    client.cutOff();
    later(time, "reconnectable", client::reconnectable);
  }

  private void refuseThreads(ServiceProcess process) {
    long time = aWhile();
    journal.note(process, "is refused threads", "for %.3f s".formatted(time / 1e9));
    process
        .coordinations()
        .get(random.nextInt(process.coordinations().size()))
        .session()
        .refusable()
        .refuse(time);
    later(time, "threads again", () -> {});
  }

  /** It comes back a while later, and registers some of what it had. */
  private void crash(ServiceProcess process) {
    journal.note(process, "crashes", process.session());
    List<Registrant> had =
        registrants.stream().filter(each -> each.isLive() && each.process() == process).toList();
    had.forEach(each -> agreement.exempt(each.id()));
    process.crash();
    ServiceProcess again = start(process.toString());
    later(
        aWhile(),
        "come back",
        () ->
            again
                .process()
                .execute(
                    () -> {
                      for (Registrant each : had) {
                        registrants.add(
                            new Registrant(
                                again,
                                again.coordinations().get(0).registry(),
                                each.id(),
                                "r" + ++keys,
                                history,
                                journal));
                      }
                    }));
  }

  private void stop(int server) {
    if (!serverTrouble) {
      serverTrouble = true;
      journal.note("server " + server, "stops", ensemble);
      ensemble.stop(server);
      later(
          aWhile(),
          "start " + server,
          () -> {
            serverTrouble = false;
            journal.note("server " + server, "starts", ensemble);
            ensemble.start(server);
          });
    }
  }

  private void stopAll() {
    if (!serverTrouble) {
      serverTrouble = true;
      journal.note("ensemble", "stops", ensemble);
      for (int server = 1; server <= servers; server++) {
        ensemble.stop(server);
      }
      later(
          aWhile() / 3,
          "start all",
          () -> {
            serverTrouble = false;
            journal.note("ensemble", "starts", ensemble);
            for (int server = 1; server <= servers; server++) {
              ensemble.start(server);
            }
          });
    }
  }

  private void isolate(int server) {
    if (servers > 1 && !serverTrouble) {
      serverTrouble = true;
      journal.note("server " + server, "is isolated", ensemble);
      if (ensemble.leader() == server) {
        committed.deposed();
        later(DEPOSED_NANOS, "deposed leader knows", committed::deposedNoMore);
      }
      ensemble.isolate(server);
      later(
          aWhile() + TimeUnit.SECONDS.toNanos(3),
          "heal " + server,
          () -> {
            serverTrouble = false;
            journal.note("server " + server, "is healed", ensemble);
            ensemble.heal(server);
          });
    }
  }

  private void administrate() {
    List<String> ids = List.copyOf(history.ids());
    String id = ids.isEmpty() ? "shared" : ids.get(random.nextInt(ids.size()));
    int what = random.nextInt(5);
    journal.note(
        "admin",
        List.of(
                    "deletes",
                    "deletes all, not ",
                    "writes",
                    "creates foreign, not",
                    "deletes foreign, not")
                .get(what)
            + " "
            + id,
        history.last(id));
    switch (what) {
      case 0 -> {
        exemptWhileDeleted(id);
        administrator.delete(id);
      }
      case 1 -> {
        ids.forEach(this::exemptWhileDeleted);
        administrator.deleteService();
      }
      case 2 -> administrator.write(id);
      case 3 -> administrator.create("foreign");
      default -> administrator.delete("foreign");
    }
  }

  /** Until the request has surely arrived, or is lost. */
  private void exemptWhileDeleted(String id) {
    for (int second = 0; second < 10; second++) {
      later(TimeUnit.SECONDS.toNanos(second), "exempt " + id, () -> agreement.exempt(id));
    }
  }

  private void expire(ServiceProcess process) {
    long session = process.session().client().sessionId();
    if (session != 0) {
      journal.note("admin", "ends session of " + process, process.session());
      ensemble.expire(session);
    }
  }

  private void failRequests(ServiceProcess process) {
    long time = aWhile();
    journal.note(process, "is short of memory", "for %.3f s".formatted(time / 1e9));
    any(process.coordinations()).session().fail(time);
    later(time, "memory again", () -> {});
  }

  private void failDecoding() {
    format.failOneIn(3);
    later(aWhile(), "decodes again", () -> format.failOneIn(0));
  }

  /** Ends after that time what was begun now. */
  private void later(long nanos, String what, Runnable end) {
    calm = Math.max(calm, scheduler.now() + nanos);
    scheduler.after(nanos, what, end);
  }

  /** Up to twice the session timeout. */
  private long aWhile() {
    return random.nextLong(TimeUnit.MILLISECONDS.toNanos(2 * TIMEOUT_MILLIS));
  }
}
