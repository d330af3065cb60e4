package io.coord.curator.lab.soak;

import io.coord.curator.lab.Ensemble;
import io.coord.curator.lab.history.Census;
import io.coord.curator.lab.history.Entry;
import io.coord.curator.lab.history.History;
import io.coord.curator.lab.history.Kind;
import io.coord.curator.lab.history.ViewChange;
import io.coord.curator.lab.worker.WorkerProcess;
import io.coord.test.internal.Polling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * An ensemble, a store, and places for workers: each place has its own link to the servers and its
 * own instance id, and a killed worker is replaced by another in the same place.
 */
final class Laboratory implements AutoCloseable {

  private static final String LABORATORY = "laboratory";

  /** Allows for a busy machine: what is really left behind is still there later. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Duration sessionTimeout;
  private final int tickTime;
  private final Path directory;
  private final History history;
  private final FencedStore store;
  private final Ensemble ensemble;
  private final Tree tree;
  private final CensusTaker censusTaker;
  private final Path patches;
  private final Map<String, Place> places = new TreeMap<>();

  /**
   * A serving ensemble, and no worker yet.
   *
   * @param directory for the history and the logs
   * @param patches classes that workers find before ours; null if there are none
   */
  Laboratory(int servers, int tickTime, Duration sessionTimeout, Path directory, Path patches) {
    this.tickTime = tickTime;
    this.sessionTimeout = sessionTimeout;
    this.directory = directory;
    this.patches = patches;
    this.history = History.to(directory.resolve("history.jsonl"));
    this.store = new FencedStore(history);
    // Longer than a session lives: a follower that is cut off keeps serving while sessions end.
    int syncLimit = (int) (1.5 * sessionTimeout.toMillis() / tickTime);
    this.ensemble = Ensemble.start(servers, tickTime, syncLimit);
    this.tree = new Tree(ensemble.connectString());
    this.censusTaker = new CensusTaker(ensemble.connectString(), history);
  }

  Ensemble ensemble() {
    return ensemble;
  }

  Tree tree() {
    return tree;
  }

  /** Records what ZooKeeper holds of all members, and returns it. */
  Map<String, Census.Node> census() {
    return CensusTaker.take(tree, history);
  }

  /** The same through one server. */
  Map<String, Census.Node> census(int server) throws InterruptedException {
    try (Tree seen = new Tree(ensemble.connectString(server))) {
      return CensusTaker.take(seen, history);
    }
  }

  History history() {
    return history;
  }

  FencedStore store() {
    return store;
  }

  Duration sessionTimeout() {
    return sessionTimeout;
  }

  Collection<Place> places() {
    return places.values();
  }

  Place place(String name) {
    return places.get(name);
  }

  /** Starts a worker at a new place. */
  Place open(String name, String subject) {
    Place place = new Place(name, subject, Links.to(ensemble));
    places.put(name, place);
    startAt(place);
    return place;
  }

  /** Ends the worker as {@code kill -9} does. */
  void kill(Place place) {
    fault("worker killed", place.worker().name(), place.worker()::kill);
  }

  /** Starts another worker where one was killed. */
  void startAt(Place place) {
    place.start(
        name ->
            WorkerProcess.start(
                name,
                place.subject(),
                place.links().connectString(),
                sessionTimeout,
                patches,
                directory.resolve(name + ".log"),
                history,
                store::write));
    place.worker().ask("watch");
  }

  /** Does something that the history records as a fault. */
  void fault(String kind, String target, Runnable fault) {
    long begin = System.nanoTime();
    fault.run();
    history.add(Entry.note("nemesis", Kind.FAULT, kind, begin, System.nanoTime(), 0, target));
  }

  /** As {@link #fault}, where the action returns the time at which it had happened. */
  void faultAt(String kind, String target, Callable<Long> fault) throws Exception {
    long begin = System.nanoTime();
    long end = fault.call();
    history.add(Entry.note("nemesis", Kind.FAULT, kind, begin, end, 0, target));
  }

  void note(Kind kind, String name, String value) {
    long now = System.nanoTime();
    history.add(Entry.note(LABORATORY, kind, name, now, now, 0, value));
  }

  /**
   * Ends a run, when nobody works and all faults are over: waits as long as it may take until
   * everything is quiet, and records the state; then closes all workers and records what is left.
   *
   * @param patience how long views may take to match ZooKeeper
   */
  void conclude(Duration patience) {
    ensemble.awaitServing();
    censusTaker.close();
    Duration limit = sessionTimeout.plusMillis(2L * tickTime).plus(GRACE);
    settle("no contender", limit, () -> tree.contenders().isEmpty());
    tree.contenders().forEach(path -> note(Kind.LEFTOVER, "contender of nobody", path));
    List<Place> alive = new ArrayList<>(places.values());
    for (Place place : places.values()) {
      if (!place.worker().isAlive()) {
        note(Kind.LEFTOVER, "worker that died", place.worker().name());
        alive.remove(place);
      }
    }
    settle("all agree", patience, () -> tellTheSame(alive, patience));
    alive.stream()
        .map(place -> place.worker().order("close"))
        .toList()
        .forEach(WorkerProcess::await);
    settle("closed and gone", limit, () -> tree.ephemerals().isEmpty() && watches() == 0);
    tree.ephemerals().forEach(path -> note(Kind.LEFTOVER, "ephemeral node", path));
    if (watches() > 0) {
      note(Kind.LEFTOVER, "watches", String.valueOf(watches()));
    }
  }

  /**
   * Has everybody record the state; false if it changed in the meantime, or somebody has yet to
   * learn of it. On a busy machine a session may end at any time.
   */
  private boolean tellTheSame(List<Place> alive, Duration patience) {
    awaitSameViews(patience);
    Map<String, String> truth = tree.members();
    note(Kind.TRUTH, "members", ViewChange.membersToText(truth));
    boolean same =
        alive.stream()
            .map(place -> ViewChange.parseMembers(place.worker().ask("tell")))
            .toList()
            .stream()
            .allMatch(standing -> truth.entrySet().containsAll(standing.entrySet()));
    return same && tree.members().equals(truth);
  }

  /** Waits until all views match ZooKeeper, but no longer than that. */
  void awaitSameViews(Duration patience) {
    until(patience, this::allSeeTheSame);
  }

  private boolean allSeeTheSame() {
    String truth = ViewChange.membersToText(tree.members());
    return places.values().stream()
        .filter(place -> place.worker().isAlive())
        .allMatch(place -> place.worker().ask("members").equals(truth));
  }

  /** Counts at all servers. */
  private int watches() {
    int sum = 0;
    for (int server = 0; server < ensemble.size(); server++) {
      String answer = ensemble.ask(server, "wchs");
      int colon = answer.lastIndexOf(':');
      sum += colon < 0 ? 0 : Integer.parseInt(answer.substring(colon + 1).trim());
    }
    return sum;
  }

  private void settle(String what, Duration patience, BooleanSupplier condition) {
    long begin = System.nanoTime();
    until(patience, condition);
    history.add(Entry.note(LABORATORY, Kind.SETTLED, what, begin, System.nanoTime(), 0, ""));
  }

  private static void until(Duration patience, BooleanSupplier condition) {
    try {
      Polling.until(patience, condition);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    censusTaker.close();
    places.values().forEach(Place::close);
    try {
      tree.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ensemble.close();
    history.close();
  }

  static Path emptyDirectory(Path directory) {
    try {
      if (Files.exists(directory)) {
        try (Stream<Path> all = Files.walk(directory)) {
          for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(each);
          }
        }
      }
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
