package io.coord.curator.simulation.process;

import java.util.Random;
import java.util.SplittableRandom;

/**
 * What is done to a schedule or in it, by number. Each act has choices of its own, so that those of
 * the others stay the same if one is left out.
 */
final class Acts {

  private final long seed;
  private int number;

  /** Of that kind. */
  Acts(long seed, String kind) {
    this.seed = new SplittableRandom(seed + kind.hashCode()).nextLong();
  }

  /** For the choices of the next one. */
  Random next() {
    return new Random(new SplittableRandom(seed + ++number).nextLong());
  }
}
