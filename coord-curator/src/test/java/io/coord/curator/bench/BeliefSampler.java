package io.coord.curator.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Asks a candidate some thousand times a second whether it leads, and records from when to when it
 * said so. A pause of the process ends a record: what was asked before it and answered after it
 * counts as neither.
 */
final class BeliefSampler implements Runnable {

  private static final long PERIOD_OF_LEADER = TimeUnit.MICROSECONDS.toNanos(200);
  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long STALL = TimeUnit.MILLISECONDS.toNanos(50);

  private final BooleanSupplier believes;
  private List<Belief> beliefs = new ArrayList<>(); // this and what follows is guarded by this
  private Belief open;
  private long before;

  BeliefSampler(BooleanSupplier believes) {
    this.believes = believes;
  }

  void start() {
    Thread thread = new Thread(this, "belief-sampler");
    thread.setDaemon(true);
    thread.setPriority(Thread.MAX_PRIORITY);
    thread.start();
  }

  @Override
  public void run() {
    while (true) {
      LockSupport.parkNanos(ask() ? PERIOD_OF_LEADER : PERIOD);
    }
  }

  /** What it said since this was called before. */
  synchronized List<Belief> take() {
    close();
    List<Belief> taken = beliefs;
    beliefs = new ArrayList<>();
    return taken;
  }

  private synchronized boolean ask() {
    long asked = System.nanoTime();
    boolean answer = believes.getAsBoolean();
    long answered = System.nanoTime();
    if (!answer || answered - before > STALL) {
      close();
    }
    before = answered;
    if (answer && answered - asked <= STALL) {
      open = open == null ? new Belief(asked, answered, asked) : open.until(asked);
    }
    return answer;
  }

  private void close() {
    if (open != null) {
      beliefs.add(open);
      open = null;
    }
  }
}
