package io.coord.curator.lab.soak;

import io.coord.test.internal.Time;
import java.util.Random;

/** How long faults last, as fractions of the session timeout. */
final class Pauses {

  private final Random random;
  private final long timeoutMillis;

  Pauses(Random random, long timeoutMillis) {
    this.random = random;
    this.timeoutMillis = timeoutMillis;
  }

  /** Lets that fraction of the session timeout pass. */
  void exactly(double timeouts) throws InterruptedException {
    Time.passMillis((long) (timeouts * timeoutMillis));
  }

  /** Lets a random time between the two pass. */
  void between(double least, double most) throws InterruptedException {
    exactly(least + random.nextDouble() * (most - least));
  }
}
