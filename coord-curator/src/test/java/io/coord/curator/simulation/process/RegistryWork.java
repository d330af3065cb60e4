package io.coord.curator.simulation.process;

import io.coord.curator.simulation.process.Moves.Move;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** What the processes of a schedule do by themselves: they register, update, watch, read, close. */
final class RegistryWork {

  private static final String WORK = "work";
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
  private static final long STORM_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final int STORM = 15; // updates
  private static final int MOST_LIVE = 6; // registrations of one process
  private static final int MOST_VIEWS = 3; // of one process

  private final RegistryWorld world;
  private final Moves moves;
  private final Random chooser;
  private final Journal journal;
  private long operations;
  private long reads;
  private long viewsOpened;
  private String wrongRead; // null if there is none
  private boolean stopped;

  RegistryWork(RegistryWorld world) {
    this.world = world;
    this.moves = world.moves();
    this.chooser = moves.chooser(WORK);
    this.journal = world.journal();
    moves.on(WORK, this::work);
  }

  long reads() {
    return reads;
  }

  long views() {
    return viewsOpened;
  }

  /** How often something was done that may write a node. */
  long operations() {
    return operations;
  }

  /** What a read has shown that it must not; null if nothing. */
  String wrongRead() {
    return wrongRead;
  }

  void start() {
    if (moves.isFree()) {
      makeUp();
    }
  }

  /** Does something now, and again after a while. */
  private void makeUp() {
    if (!stopped) {
      List<ServiceProcess> able = world.alive().stream().filter(this::isAble).toList();
      if (!able.isEmpty()) {
        moves.make(WORK, any(able, chooser).toString(), "");
      }
      moves.after(chooser.nextLong(LONGEST_PAUSE_NANOS), this::makeUp);
    }
  }

  private void work(Move move, Random random) {
    ServiceProcess process = world.find(move.process());
    if (process != null) {
      process.process().execute(() -> act(process, random));
    }
  }

  private boolean isAble(ServiceProcess process) {
    return !process.coordinations().isEmpty();
  }

  void stop() {
    stopped = true;
  }

  private void act(ServiceProcess process, Random random) {
    if (stopped || process.isCrashed() || !isAble(process)) {
      return; // it was paused meanwhile
    }
    switch (random.nextInt(32)) {
      case 0, 1, 2, 3, 4 -> update(process, random);
      case 5 -> storm(process, random);
      case 6, 7, 8, 9 -> close(process, random);
      case 10, 11, 12, 13, 14, 15 -> watch(process, random);
      case 16, 17, 18, 19 -> closeView(process, random);
      case 20, 21 -> read(process, random);
      default -> register(process, random);
    }
  }

  private void register(ServiceProcess process, Random random) {
    String id = random.nextBoolean() ? "shared" : process + "-own" + random.nextInt(2);
    if (world.registrants(process).size() < MOST_LIVE) {
      operations++;
      TrackedService service = someService(random);
      Registrant one = world.register(any(process.coordinations(), random), service, id);
      if (random.nextInt(6) == 0) {
        process.process().after(random.nextLong(300_000_000), "cancel", one::close);
      }
    }
  }

  /** Mostly the first, so that it is crowded. */
  private TrackedService someService(Random random) {
    return world.services().get(random.nextInt(4) == 0 ? 1 : 0);
  }

  private void update(ServiceProcess process, Random random) {
    List<Registrant> live = world.registrants(process);
    if (!live.isEmpty()) {
      operations++;
      any(live, random).update();
    }
  }

  private void storm(ServiceProcess process, Random random) {
    List<Registrant> live = world.registrants(process);
    if (!live.isEmpty()) {
      update(any(live, random), STORM, STORM_NANOS, random);
    }
  }

  /** Updates that one some times within a while, unless the work stops before. */
  void update(Registrant one, int times, long nanos, Random random) {
    for (int i = 0; i < times; i++) {
      one.process()
          .process()
          .after(
              random.nextLong(nanos),
              "update",
              () -> {
                if (!stopped) {
                  operations++;
                  one.update();
                }
              });
    }
  }

  private void close(ServiceProcess process, Random random) {
    List<Registrant> live = world.registrants(process);
    if (!live.isEmpty()) {
      operations++;
      any(live, random).close();
    }
  }

  private void watch(ServiceProcess process, Random random) {
    if (world.views(process).size() < MOST_VIEWS) {
      viewsOpened++;
      world
          .views()
          .add(new WatchedView(any(process.coordinations(), random), someService(random), journal));
    }
  }

  private void closeView(ServiceProcess process, Random random) {
    List<WatchedView> live = world.views(process);
    if (!live.isEmpty()) {
      any(live, random).close();
    }
  }

  /** The engine's part of {@code instances()}; one that fails says nothing. */
  private void read(ServiceProcess process, Random random) {
    TrackedService service = someService(random);
    CommittedViews committed = service.committed();
    long asOf = committed.now();
    var unused =
        any(process.coordinations(), random)
            .memberships()
            .freshRead(service.path())
            .instances(service.name(), world.format())
            .thenAccept(
                instances -> {
                  reads++;
                  String wrong =
                      committed.wrong(CommittedViews.values(instances), asOf, new HashMap<>());
                  wrongRead = wrong == null ? wrongRead : process + " has read " + wrong;
                });
  }

  /** All that are registered. */
  void updateAll() {
    world
        .registrants()
        .forEach(
            each -> {
              operations++;
              each.process().process().execute(each::update);
            });
  }

  void closeAll() {
    world.alive().forEach(process -> process.coordinations().forEach(this::close));
  }

  /** Closes that one, with all that it has. */
  void close(ServiceProcess.Coordination one) {
    if (one.isOpen()) {
      forget(one);
      one.close(false);
    }
  }

  /** Closes the only one, with the client. */
  void closeWithClient(ServiceProcess process) {
    process.coordinations().forEach(this::forget);
    process.closeWithClient();
  }

  private void forget(ServiceProcess.Coordination one) {
    world
        .registrants()
        .filter(each -> each.coordination() == one)
        .forEach(Registrant::closedWithRegistry);
    world.views().stream()
        .filter(each -> each.coordination() == one)
        .forEach(WatchedView::closedWithRegistry);
  }

  static <T> T any(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }
}
