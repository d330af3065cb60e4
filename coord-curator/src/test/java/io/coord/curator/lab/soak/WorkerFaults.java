package io.coord.curator.lab.soak;

import io.coord.curator.lab.history.Checker;
import io.coord.curator.lab.worker.WorkerProcess;
import io.coord.test.internal.Polling;
import io.coord.test.internal.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** Faults of a worker, its session and its link to the servers. */
final class WorkerFaults {

  /** What is done to a worker before and after the fault's duration. */
  private interface Change {
    void on(Place place);
  }

  private static final Duration PATIENCE = Duration.ofSeconds(5); // to find a victim

  private final Laboratory laboratory;
  private final Random random;
  private final Pauses pauses;
  private final Consumer<Place> work;

  /** {@code work} sets the successor of a killed worker to work. */
  WorkerFaults(Laboratory laboratory, Random random, Consumer<Place> work) {
    this.laboratory = laboratory;
    this.random = random;
    this.pauses = new Pauses(random, laboratory.sessionTimeout().toMillis());
    this.work = work;
  }

  List<Fault> all() {
    Change pause = place -> place.worker().pause();
    Change resume = place -> place.worker().resume();
    Change restore = place -> place.links().restore();
    return List.of(
        new Fault("worker paused T/3", 2, name -> whileSo(name, 0.33, 0.33, pause, resume)),
        new Fault("worker paused 0.8 T", 3, name -> whileSo(name, 0.8, 0.8, pause, resume)),
        new Fault("worker paused > T", 5, name -> whileSo(name, 1.1, 1.8, pause, resume)),
        new Fault("worker killed", 4, this::kill),
        new Fault(
            "worker frozen out",
            4,
            name -> whileSo(name, 0.3, 1.8, p -> p.links().freeze(), restore)),
        new Fault(
            "worker cut off", 3, name -> whileSo(name, 0.1, 1.5, p -> p.links().cut(), restore)),
        new Fault(
            "worker's answers lost",
            3,
            name -> whileSo(name, 0.1, 1.2, p -> p.links().loseAnswers(), restore)),
        new Fault("worker's link slow", 2, this::slowDown),
        new Fault(Checker.SESSION_ENDED, 5, this::endSession),
        new Fault("listeners slow", 1, name -> misbehave(name, "SLOW")),
        new Fault("listeners throwing", 1, name -> misbehave(name, "THROWING")));
  }

  /** Four times out of five, a worker that holds a lock, if there is one. */
  private Place anybody() throws InterruptedException {
    List<Place> places = List.copyOf(laboratory.places());
    Place place = places.get(random.nextInt(places.size()));
    if (random.nextInt(5) == 0) {
      return place;
    }
    String holder =
        Polling.find(PATIENCE, () -> laboratory.store().holder(List.of("a", "b"))).orElse("");
    return places.stream().filter(p -> p.worker().name().equals(holder)).findAny().orElse(place);
  }

  private void whileSo(String name, double least, double most, Change begin, Change end)
      throws InterruptedException {
    Place place = anybody();
    laboratory.fault(
        name,
        place.worker().name(),
        () -> {
          begin.on(place);
          try {
            pauses.between(least, most);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          end.on(place);
        });
  }

  private void slowDown(String name) throws InterruptedException {
    Duration delay = Duration.ofMillis(50 + random.nextInt(300));
    whileSo(name, 0.5, 2, place -> place.links().delay(delay), place -> place.links().restore());
  }

  private void kill(String name) throws InterruptedException {
    Place place = anybody();
    laboratory.kill(place);
    Time.passMillis(random.nextInt(3_000)); // before or after its session has ended
    laboratory.startAt(place);
    work.accept(place);
  }

  private void endSession(String name) throws Exception {
    Place place = anybody();
    Optional<Long> session =
        Polling.find(
            PATIENCE,
            () -> Optional.of(laboratory.tree().owner(place.name())).filter(it -> it != 0));
    if (session.isPresent()) {
      laboratory.faultAt(
          name, place.worker().name(), () -> laboratory.tree().endSession(session.get()));
    }
  }

  private void misbehave(String name, String manner) throws InterruptedException {
    WorkerProcess worker = anybody().worker();
    laboratory.fault(
        name,
        worker.name(),
        () -> {
          worker.ask("behave " + manner);
          try {
            pauses.exactly(2);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          worker.ask("behave PROMPT");
        });
  }
}
