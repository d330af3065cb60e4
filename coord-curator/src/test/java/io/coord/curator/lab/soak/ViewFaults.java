package io.coord.curator.lab.soak;

import io.coord.curator.lab.Ensemble;
import io.coord.curator.lab.worker.WorkerProcess;
import io.coord.test.internal.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Opens and closes views, and reads members, while the link to the servers is broken. */
final class ViewFaults {

  private static final int LOOK_MILLIS = 2_000;
  private static final int CENSUS_MILLIS = 500;

  private interface Break {
    void of(Links links) throws InterruptedException;
  }

  private final Laboratory laboratory;
  private final Random random;
  private final Pauses pauses;
  private int count;

  ViewFaults(Laboratory laboratory, Random random) {
    this.laboratory = laboratory;
    this.random = random;
    this.pauses = new Pauses(random, laboratory.sessionTimeout().toMillis());
  }

  List<Fault> all() {
    return List.of(
        new Fault("views opened while cut off", 3, name -> whileBroken(name, this::cut)),
        new Fault("views opened while frozen out", 3, name -> whileBroken(name, this::freeze)),
        new Fault("views opened at a lagging server", 5, this::whileServerLags));
  }

  private void cut(Links links) throws InterruptedException {
    links.cut();
    pauses.between(0.05, 0.8);
  }

  /** Nothing gets through for a while; then the connections are cut. */
  private void freeze(Links links) throws InterruptedException {
    links.freeze();
    pauses.between(0.05, 0.4);
    links.cut();
    pauses.between(0.05, 0.4);
  }

  /** The last view of a service is closed in the meantime, so its watch is removed. */
  private void whileBroken(String name, Break fault) throws InterruptedException {
    List<Place> places = List.copyOf(laboratory.places());
    Place place = places.get(random.nextInt(places.size()));
    WorkerProcess worker = place.worker();
    String elsewhere = "elsewhere" + ++count;
    List<CompletableFuture<String>> orders = new ArrayList<>();
    worker.ask("open " + elsewhere);
    worker.ask("look " + LOOK_MILLIS);
    laboratory.fault(
        name,
        worker.name(),
        () -> {
          orders.add(worker.order("look " + LOOK_MILLIS));
          Thread closing = closeSoon(worker, elsewhere);
          try {
            fault.of(place.links());
            orders.add(worker.order("look " + LOOK_MILLIS));
            closing.join();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          place.links().restore();
        });
    orders.add(worker.order("look " + LOOK_MILLIS));
    orders.forEach(WorkerProcess::await);
  }

  private static Thread closeSoon(WorkerProcess worker, String service) {
    Thread thread =
        new Thread(
            () -> {
              try {
                Time.passMillis(50);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              WorkerProcess.await(worker.order("shut " + service));
            },
            "nemesis-closing");
    thread.start();
    return thread;
  }

  /**
   * The viewer can reach only a follower that no longer learns anything. It must be a worker that
   * writes nothing: a server answers no read of a session before that session's writes.
   */
  private void whileServerLags(String name) throws InterruptedException {
    Ensemble ensemble = laboratory.ensemble();
    Place place = laboratory.place(Soak.VIEWER);
    WorkerProcess worker = place.worker();
    int lagging = ensemble.awaitFollower();
    int other = (lagging + 1) % ensemble.size();
    place.links().cutAllBut(lagging);
    worker.ask("look " + LOOK_MILLIS); // it is connected again, if it can be
    List<CompletableFuture<String>> orders = new ArrayList<>();
    List<Thread> readings = new ArrayList<>();
    laboratory.fault(
        name,
        "server " + lagging,
        () -> {
          ensemble.holdBack(lagging);
          try {
            for (int i = 0; i < 2; i++) {
              pauses.exactly(0.3);
              Thread reading = censusOf(other);
              readings.add(reading);
              reading.join(CENSUS_MILLIS);
              orders.add(worker.order("look " + LOOK_MILLIS));
            }
            pauses.exactly(0.2);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            ensemble.heal(lagging);
            place.links().restore();
          }
        });
    orders.forEach(WorkerProcess::await);
    for (Thread reading : readings) {
      reading.join();
    }
  }

  /** What another server knows; it may be down at the time. */
  private Thread censusOf(int server) {
    Thread thread =
        new Thread(
            () -> {
              try {
                laboratory.census(server);
              } catch (IllegalStateException e) {
                // It was down for long.
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "nemesis-census");
    thread.start();
    return thread;
  }
}
