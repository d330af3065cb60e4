package io.coord.curator.lab.worker;

import io.coord.curator.lab.history.Kind;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks every grant of this process a thousand times a second whether it is held, and records from
 * when to when the answer was yes. Its own delays show when the process did not run.
 */
final class Sampler implements Runnable {

  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long STALL = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long TELL_EVERY = TimeUnit.MILLISECONDS.toNanos(200);

  private final Recorder recorder;
  private final AtomicLong count = new AtomicLong();
  private final Set<Sampled> grants = ConcurrentHashMap.newKeySet();

  Sampler(Recorder recorder) {
    this.recorder = recorder;
  }

  void start() {
    Thread thread = new Thread(this, "lab-sampler");
    thread.setDaemon(true);
    thread.setPriority(Thread.MAX_PRIORITY);
    thread.start();
  }

  /** From now on it is asked. */
  Sampled add(String lock, Subject.Grant grant) {
    Sampled sampled = new Sampled(lock, grant, recorder.process() + "#" + count.incrementAndGet());
    sampled.ask();
    grants.add(sampled);
    return sampled;
  }

  @Override
  public void run() {
    long before = System.nanoTime();
    while (true) {
      LockSupport.parkNanos(PERIOD);
      long now = System.nanoTime();
      grants.forEach(Sampled::ask);
      if (now - before > STALL) {
        recorder.note(Kind.STALL, "process", before, now, 0, "");
      }
      before = now;
    }
  }

  /** One grant and what it has answered. */
  final class Sampled {
    private final String lock;
    private final Subject.Grant grant;
    private final String number;
    private boolean over; // this and what follows is guarded by this
    private boolean held;
    private boolean lost;
    private boolean gone;
    private long firstHeld;
    private long lastHeld;
    private long told;

    Sampled(String lock, Subject.Grant grant, String number) {
      this.lock = lock;
      this.grant = grant;
      this.number = number;
    }

    Subject.Grant grant() {
      return grant;
    }

    String lock() {
      return lock;
    }

    /** What it says now. The first "held" counts from its answer, the last up to its question. */
    synchronized boolean ask() {
      if (over) {
        return false;
      }
      long asked = System.nanoTime();
      boolean answer = grant.isHeld();
      long answered = System.nanoTime();
      if (answer) {
        firstHeld = held ? firstHeld : answered;
        lastHeld = asked;
        held = true;
        lost = false;
        if (asked - told > TELL_EVERY) {
          tell();
        }
      } else if (held && !lost) {
        lost = true;
        recorder.note(Kind.LOST, lock, answered, answered, grant.token(), number);
      }
      if (!answer && held && !gone && grant.isLost()) {
        gone = true;
        recorder.note(Kind.GONE, lock, lastHeld, answered, grant.token(), number);
      }
      return answer;
    }

    /** It is about to be released: its answers no longer count. */
    synchronized void end() {
      if (!over) {
        over = true;
        tell();
        grants.remove(this);
      }
    }

    private void tell() {
      if (held) {
        told = lastHeld;
        recorder.note(Kind.HELD, lock, firstHeld, lastHeld, grant.token(), number);
      }
    }
  }
}
