package io.coord.curator.lab.soak;

import io.coord.curator.lab.history.Checker;
import io.coord.curator.lab.history.Entry;
import io.coord.curator.lab.history.Violation;
import io.coord.curator.lab.soak.Laboratory.Place;
import io.coord.curator.lab.worker.WorkerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Lets workers work on an ensemble while a nemesis brings faults, and checks what happened. */
final class Soak {

  /** What came out: the table, and what is wrong. */
  record Result(String table, List<Violation> violations) {}

  private final SoakSettings settings;
  private final Random work;

  Soak(SoakSettings settings) {
    this.settings = settings;
    this.work = new Random(settings.seed());
  }

  Result run() throws InterruptedException {
    Laboratory.emptyDirectory(settings.directory());
    List<Entry> entries;
    Checker checker = new Checker(settings.sessionTimeout());
    List<Violation> violations;
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
      new Nemesis(laboratory, settings.seed(), this::setToWork).run(settings.length());
      laboratory.places().stream()
          .map(place -> place.worker().order("rest"))
          .toList()
          .forEach(WorkerProcess::await);
      laboratory.conclude(settings.sessionTimeout().plus(Duration.ofSeconds(10)));
      entries = laboratory.history().entries();
      violations = checker.check(laboratory.history());
    }
    String table = Table.of(settings, entries, violations);
    write(table, violations);
    return new Result(table, violations);
  }

  private synchronized void setToWork(Place place) {
    place.worker().ask("work " + work.nextLong() + " " + place.name());
  }

  private void write(String table, List<Violation> violations) {
    String found =
        violations.stream()
            .map(violation -> "- " + violation.invariant() + ": " + violation.text() + "\n")
            .collect(Collectors.joining());
    try {
      Files.writeString(settings.directory().resolve("table.md"), table);
      Files.writeString(settings.directory().resolve("violations.md"), found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
