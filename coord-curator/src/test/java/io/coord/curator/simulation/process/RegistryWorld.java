package io.coord.curator.simulation.process;

import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.Settings;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.curator.simulation.process.Moves.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Who and what there is in a schedule of the registry: servers, services, processes, views. */
final class RegistryWorld {

  static final String ROOT = "/services";
  static final int TIMEOUT_MILLIS = 4_000;
  static final int TICK_MILLIS = 500;

  private static final List<String> SERVICES = List.of("search", "images");

  private final Scheduler scheduler;
  private final Random random;
  private final Moves moves;
  private final Journal journal;
  private final SimulatedEnsemble ensemble;
  private final int servers;
  private final SomeFormat format;
  private final List<TrackedService> services;
  private final List<ServiceProcess> processes = new ArrayList<>();
  private final List<WatchedView> views = new ArrayList<>();
  private int keys;

  /**
   * Begins with two to four processes.
   *
   * @param script what is done to it; null to make that up
   * @param recording whether to keep a journal
   */
  RegistryWorld(long seed, List<Move> script, boolean recording) {
    scheduler = new Scheduler(seed);
    random = scheduler.random();
    moves = new Moves(scheduler, script);
    journal = new Journal(scheduler, recording);
    servers = pick(1, 3, 3, 5);
    long clientDelay = pick(20_000_000, 20_000_000, 300_000_000);
    long serverDelay = pick(20_000_000, 400_000_000);
    ensemble =
        new SimulatedEnsemble(
            scheduler, new Settings(servers, TICK_MILLIS, 20, clientDelay, serverDelay));
    services =
        SERVICES.stream()
            .map(name -> new TrackedService(scheduler, ensemble, name, journal))
            .toList();
    format = new SomeFormat(random);
    for (int i = 0; i < 2 + random.nextInt(3); i++) {
      start("p" + i);
    }
  }

  private int pick(int... values) {
    return values[random.nextInt(values.length)];
  }

  /** A process that has just been started, with one Coordination or two. */
  ServiceProcess start(String name) {
    int coordinations = random.nextInt(3) == 0 ? 2 : 1;
    ServiceProcess process = new ServiceProcess(scheduler, ensemble, name, coordinations, format);
    processes.add(process);
    journal.note(process, "starts", coordinations + " Coordinations");
    process.session().observe(Runnable::run, state -> onConnection(process, state.name()));
    return process;
  }

  /** Whatever was registered may be gone, and another may not know whose it was. */
  private void onConnection(ServiceProcess process, String state) {
    journal.note(process, "is " + state, process.session());
    for (TrackedService service : services) {
      for (Registrant each : service.registrants()) {
        if (each.process() == process) {
          if (process.isShared() && !state.equals("CONNECTED")) {
            service.agreement().exemptForEver(each.id());
          }
          if (state.equals("LOST")) {
            service.agreement().exempt(each.id());
          }
        }
      }
    }
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** What is done to it. */
  Moves moves() {
    return moves;
  }

  Journal journal() {
    return journal;
  }

  SimulatedEnsemble ensemble() {
    return ensemble;
  }

  /** How many servers there are. */
  int servers() {
    return servers;
  }

  SomeFormat format() {
    return format;
  }

  List<TrackedService> services() {
    return services;
  }

  /** All that there ever were. */
  List<ServiceProcess> processes() {
    return processes;
  }

  List<ServiceProcess> alive() {
    return processes.stream().filter(each -> !each.isCrashed()).toList();
  }

  /** The process of that name that is alive; null if there is none. */
  ServiceProcess find(String name) {
    return alive().stream().filter(each -> each.toString().equals(name)).findFirst().orElse(null);
  }

  Stream<Registrant> registrants() {
    return services.stream().flatMap(service -> service.registrants().stream());
  }

  /** Those of that process that are not closed. */
  List<Registrant> registrants(ServiceProcess process) {
    return registrants().filter(each -> each.isLive() && each.process() == process).toList();
  }

  /** All that are open. */
  List<WatchedView> views() {
    return views;
  }

  List<WatchedView> views(ServiceProcess process) {
    return views.stream()
        .filter(each -> each.isLive() && each.coordination().process() == process)
        .toList();
  }

  /** Registers something by a key that nobody has had. */
  Registrant register(ServiceProcess.Coordination coordination, TrackedService service, String id) {
    Registrant registrant = new Registrant(coordination, service, id, "r" + ++keys, journal);
    service.registrants().add(registrant);
    return registrant;
  }

  /** A process sends that. */
  void sends(ServiceProcess process, Request request) {
    services.forEach(service -> service.sends(process, request));
  }

  /** How many requests the processes that are alive have sent. */
  long requests() {
    long requests = 0;
    for (ServiceProcess process : processes) {
      if (!process.isCrashed()) {
        requests += process.requests();
      }
    }
    return requests;
  }

  long changes() {
    return services.stream().mapToLong(service -> service.history().changes()).sum();
  }
}
