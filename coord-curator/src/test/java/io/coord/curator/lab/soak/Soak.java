package io.coord.curator.lab.soak;

import io.coord.curator.lab.history.Checker;
import io.coord.curator.lab.history.History;
import io.coord.curator.lab.history.Violation;
import io.coord.curator.lab.worker.WorkerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Lets workers work on an ensemble while a nemesis injects faults, and checks what happened. */
final class Soak {

  /** The result: the table and the violations. */
  record Result(String table, List<Violation> violations) {}

  /** How long views may take to match ZooKeeper. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The place of the viewer, which only watches. */
  static final String VIEWER = "v1";

  private final SoakSettings settings;
  private final Random work;

  Soak(SoakSettings settings) {
    this.settings = settings;
    this.work = new Random(settings.seed());
  }

  Result run() throws InterruptedException {
    Laboratory.emptyDirectory(settings.directory());
    Checker checker = new Checker(settings.sessionTimeout());
    Result result;
    try (Laboratory laboratory =
        new Laboratory(
            settings.servers(),
            settings.tickTime(),
            settings.sessionTimeout(),
            settings.directory(),
            null)) {
      for (int i = 1; i <= settings.workers(); i++) {
        boolean callersClient = settings.subject().equals("coord") && i % 2 == 0;
        setToWork(laboratory.open("w" + i, callersClient ? "coord-over" : settings.subject()));
      }
      laboratory.open(VIEWER, settings.subject());
      new Nemesis(laboratory, settings.seed(), this::setToWork).run(settings.length());
      laboratory.places().stream()
          .map(place -> place.worker().order("rest"))
          .toList()
          .forEach(WorkerProcess::await);
      replaceAllWhileOneIsAway(laboratory);
      laboratory.conclude(PATIENCE);
      History history = laboratory.history();
      List<Violation> violations = checker.check(history);
      result = new Result(Table.of(settings, history, violations), violations);
    }
    write(result);
    return result;
  }

  /**
   * The last fault: while one watcher is away, the instances of the others are replaced by new ones
   * whose nodes have the same version. No later change mends what is missed (hazard M1).
   */
  private static void replaceAllWhileOneIsAway(Laboratory laboratory) {
    laboratory.ensemble().awaitServing();
    List<Place> others = new ArrayList<>(laboratory.places());
    Place away = others.remove(0);
    laboratory.awaitSameViews(PATIENCE);
    replace(others);
    laboratory.awaitSameViews(PATIENCE);
    laboratory.fault(
        "watcher away",
        away.worker().name(),
        () -> {
          away.links().cut();
          replace(others);
          away.links().restore();
        });
  }

  private static void replace(List<Place> places) {
    for (Place place : places) {
      place.worker().ask("withdraw " + place.name());
      place.worker().ask("register " + place.name());
    }
  }

  private synchronized void setToWork(Place place) {
    if (place.name().equals(VIEWER)) {
      return;
    }
    place.worker().ask("work " + work.nextLong() + " " + place.name());
  }

  private void write(Result result) {
    String found =
        result.violations().stream()
            .map(violation -> "- " + violation.invariant() + ": " + violation.text() + "\n")
            .collect(Collectors.joining());
    try {
      Files.writeString(settings.directory().resolve("table.md"), result.table());
      Files.writeString(settings.directory().resolve("violations.md"), found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
