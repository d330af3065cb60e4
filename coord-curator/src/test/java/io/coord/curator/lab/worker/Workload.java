package io.coord.curator.lab.worker;

import io.coord.curator.lab.worker.Subject.Way;
import io.coord.test.internal.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * What a worker does by itself: threads that take locks, write and give them back, and one that
 * registers, updates and deregisters. Drawn from a seed.
 */
final class Workload {

  /** The last one is one of which an administrator deletes nodes. */
  static final List<String> LOCKS = List.of("a", "b", "quick", "administered");

  private static final int LOCKERS = 2;

  private final Duration sessionTimeout;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  Workload(Duration sessionTimeout) {
    this.sessionTimeout = sessionTimeout;
  }

  void start(Random seed, String instance, Runtime runtime) {
    for (int i = 0; i < LOCKERS; i++) {
      Random random = new Random(seed.nextLong());
      Locker locker = runtime.newLocker();
      run("lab-locker-" + i, () -> takeTurns(locker, random));
    }
    Random random = new Random(seed.nextLong());
    run("lab-member", () -> comeAndGo(runtime.enrolments(), instance, random));
  }

  /** Returns when everything that was under way has ended. */
  void end() throws InterruptedException {
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void takeTurns(Locker locker, Random random) throws InterruptedException {
    while (!over) {
      String lock = LOCKS.get(random.nextInt(LOCKS.size()));
      Way way = Way.values()[random.nextInt(Way.values().length)];
      locker.acquire(lock, way, Duration.ofMillis(20 + random.nextInt(1_500)));
      if (locker.hasGrant()) {
        boolean isLong = !lock.equals("quick") && random.nextInt(8) == 0;
        long longest = isLong ? sessionTimeout.toMillis() : 30;
        hold(locker, TimeUnit.MILLISECONDS.toNanos(random.nextLong(longest)), random);
        locker.release();
      }
      pause(random, 40);
    }
  }

  /**
   * Writes as long as it believes that it holds the lock, and once more when it does not. The last
   * write comes when the time is over, even if the process was paused then.
   */
  private void hold(Locker locker, long nanos, Random random) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    boolean last = false;
    while (true) {
      boolean held = locker.isHeld();
      locker.write();
      if (!held || last) {
        return;
      }
      pause(random, 20);
      last = System.nanoTime() - until >= 0 || over;
    }
  }

  private void comeAndGo(Enrolments enrolments, String id, Random random)
      throws InterruptedException {
    while (!over) {
      if (!enrolments.has(id)) {
        enrolments.register(id);
      } else if (random.nextInt(3) == 0) {
        enrolments.withdraw(id);
      } else {
        enrolments.update(id);
      }
      pause(random, 600);
    }
    if (!enrolments.has(id)) {
      enrolments.register(id);
    }
  }

  private static void pause(Random random, int mostMillis) throws InterruptedException {
    Time.pass(Duration.ofNanos(1_000L * random.nextInt(1000 * mostMillis)));
  }

  private void run(String name, Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (InterruptedException e) {
                // Nobody interrupts but the watchdog, and that one bites only in time.
                throw new IllegalStateException(e);
              }
            },
            name);
    threads.add(thread);
    thread.start();
  }

  private interface Task {
    void run() throws InterruptedException;
  }

  /** What the threads work with. */
  interface Runtime {
    Locker newLocker();

    Enrolments enrolments();
  }
}
