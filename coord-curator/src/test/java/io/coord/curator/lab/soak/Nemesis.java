package io.coord.curator.lab.soak;

import io.coord.test.internal.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Injects faults, one every 5 to 20 seconds, drawn from a seed. One server fault and one other
 * fault may be in progress at once. The same seed draws the same kinds of faults, with the same
 * lengths and in the same order; whom they hit, and what that one is doing then, depends on the
 * run.
 */
final class Nemesis {

  private static final int SHORTEST_MILLIS = 5_000;
  private static final int LONGEST_MILLIS = 20_000;

  private final Random random;
  private final List<Fault> onServers;
  private final List<Fault> onOthers;
  private final List<Throwable> failures = new ArrayList<>(); // guarded by itself

  /**
   * Does nothing yet.
   *
   * @param work sets the successor of a killed worker to work
   */
  Nemesis(Laboratory laboratory, long seed, Consumer<Place> work) {
    random = new Random(seed);
    // Each draws from a source of its own, as they may draw at the same time.
    onServers = new ArrayList<>();
    onServers.addAll(new ServerFaults(laboratory, new Random(random.nextLong())).all());
    onOthers = new ArrayList<>();
    onOthers.addAll(new WorkerFaults(laboratory, new Random(random.nextLong()), work).all());
    onOthers.addAll(new AdministratorFaults(laboratory, new Random(random.nextLong())).all());
    onServers.addAll(new Outages(laboratory, new Random(random.nextLong())).all());
    onOthers.addAll(new Takeovers(laboratory, new Random(random.nextLong())).all());
    onOthers.addAll(new ViewFaults(laboratory, new Random(random.nextLong())).all());
  }

  /** Injects faults until the time is over; returns when all faults are over. */
  void run(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    Thread server = null;
    Thread other = null;
    while (true) {
      long millis = SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS);
      boolean atServers = random.nextInt(3) == 0;
      Fault fault = draw(atServers ? onServers : onOthers);
      if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis) - end > 0) {
        break;
      }
      Time.passMillis(millis);
      if (atServers) {
        server = follow(server, fault);
      } else {
        other = follow(other, fault);
      }
    }
    follow(server, null);
    follow(other, null);
    synchronized (failures) {
      for (Throwable failure : failures) {
        throw new IllegalStateException("a fault could not be brought or taken back", failure);
      }
    }
    Time.passUntil(end);
  }

  /** Waits for the one before, and starts this one if there is one. */
  private Thread follow(Thread before, Fault fault) throws InterruptedException {
    if (before != null) {
      before.join();
    }
    if (fault == null) {
      return null;
    }
    Thread thread = new Thread(() -> strike(fault), "nemesis");
    thread.start();
    return thread;
  }

  private void strike(Fault fault) {
    try {
      fault.strike().run(fault.name());
    } catch (Throwable e) {
      synchronized (failures) {
        failures.add(e);
      }
    }
  }

  private Fault draw(List<Fault> faults) {
    int at = random.nextInt(faults.stream().mapToInt(Fault::weight).sum());
    for (Fault fault : faults) {
      at -= fault.weight();
      if (at < 0) {
        return fault;
      }
    }
    throw new IllegalStateException();
  }
}
