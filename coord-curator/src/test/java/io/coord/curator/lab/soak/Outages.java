package io.coord.curator.lab.soak;

import io.coord.curator.lab.Ensemble;
import io.coord.curator.lab.history.Checker;
import io.coord.curator.lab.history.Entry;
import io.coord.curator.lab.history.Kind;
import io.coord.test.internal.Polling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Takes all servers away for about 0.6 T, less than sessions live. That includes the time that
 * restarted servers take until they serve.
 */
final class Outages {

  private final Laboratory laboratory;
  private final Ensemble ensemble;
  private final Pauses pauses;

  Outages(Laboratory laboratory, Random random) {
    this.laboratory = laboratory;
    this.ensemble = laboratory.ensemble();
    this.pauses = new Pauses(random, laboratory.sessionTimeout().toMillis());
  }

  List<Fault> all() {
    return List.of(
        new Fault(Checker.ALL_KILLED, 2, name -> restart(name, ensemble::kill)),
        new Fault(Checker.ALL_STOPPED, 2, name -> restart(name, ensemble::stop)),
        new Fault(Checker.OUT_OF_REACH, 3, name -> cut(name, 0.3, 0.6)));
  }

  private void restart(String name, IntConsumer end) throws InterruptedException {
    strike(
        name,
        () -> {
          everyServer(end);
          pauses.between(0, 0.3);
          everyServer(ensemble::start);
          ensemble.awaitServing();
        });
  }

  void cut(String name, double least, double most) throws InterruptedException {
    strike(
        name,
        () -> {
          everyServer(server -> ensemble.clientProxy(server).cut());
          pauses.between(least, most);
          everyServer(server -> ensemble.clientProxy(server).restore());
        });
  }

  private interface Outage {
    void run() throws InterruptedException;
  }

  private void strike(String name, Outage outage) throws InterruptedException {
    Map<String, Links> links = new LinkedHashMap<>();
    laboratory.places().forEach(place -> links.put(place.worker().name(), place.links()));
    long begin = System.nanoTime();
    outage.run();
    long end = System.nanoTime();
    laboratory.history().add(Entry.note("nemesis", Kind.FAULT, name, begin, end, 0, "all servers"));
    tellWhoIsReached(links, end);
  }

  /**
   * During the outage the servers send nothing; what they send first is the reply to a greeting.
   */
  private void tellWhoIsReached(Map<String, Links> links, long end) throws InterruptedException {
    Map<String, Long> heard = new LinkedHashMap<>();
    links.forEach((worker, way) -> heard.put(worker, way.heard()));
    Polling.until(
        laboratory.sessionTimeout().multipliedBy(2),
        () -> {
          for (String worker : List.copyOf(heard.keySet())) {
            if (links.get(worker).heard() > heard.get(worker)) {
              heard.remove(worker);
              laboratory
                  .history()
                  .add(Entry.note(worker, Kind.REACHED, "servers", end, System.nanoTime(), 0, ""));
            }
          }
          return heard.isEmpty();
        });
  }

  /** At the same time, as far as possible. */
  private void everyServer(IntConsumer action) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    IntStream.range(0, ensemble.size())
        .forEach(
            server -> {
              Thread thread = new Thread(() -> action.accept(server), "nemesis-" + server);
              thread.setUncaughtExceptionHandler(
                  (failed, failure) -> {
                    synchronized (failures) {
                      failures.add(failure);
                    }
                  });
              threads.add(thread);
              thread.start();
            });
    for (Thread thread : threads) {
      thread.join();
    }
    synchronized (failures) {
      for (Throwable failure : failures) {
        throw new IllegalStateException(failure);
      }
    }
  }
}
