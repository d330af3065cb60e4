package io.coord.curator.simulation;

import java.util.Random;

/** Random numbers that depend on a seed, on the moment, and on how many were had at that moment. */
final class Chance extends Random {

  private static final long serialVersionUID = 1L;
  private static final long STEP = 0x9e3779b97f4a7c15L; // as in java.util.SplittableRandom

  private final long seed;
  private long moment;
  private long state;

  Chance(long seed) {
    this.seed = mix(seed + STEP);
    begin();
  }

  /** It is that time now. */
  void move(long now) {
    if (now != moment) {
      moment = now;
      begin();
    }
  }

  private void begin() {
    state = mix(seed ^ mix(moment));
  }

  @Override
  public long nextLong() {
    state += STEP;
    return mix(state);
  }

  @Override
  protected int next(int bits) {
    return (int) (nextLong() >>> (Long.SIZE - bits));
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
