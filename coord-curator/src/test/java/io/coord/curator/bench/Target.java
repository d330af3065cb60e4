package io.coord.curator.bench;

import java.util.function.DoublePredicate;

/**
 * What Coord's figure beside a peer's is to be.
 *
 * @param text how it is written in the report
 * @param ratio how the two medians are compared
 * @param met whether that ratio is good enough; null if it is only reported
 */
record Target(String text, Ratio ratio, DoublePredicate met) {

  enum Ratio {
    OURS_TO_THEIRS,
    THEIRS_TO_OURS;

    double of(Spread ours, Spread theirs) {
      return this == OURS_TO_THEIRS
          ? ours.median() / theirs.median()
          : theirs.median() / ours.median();
    }
  }

  /** At most so many times the peer's time, bytes or requests. */
  static Target atMost(double bound) {
    return new Target("≤ " + bound(bound), Ratio.OURS_TO_THEIRS, ratio -> ratio <= bound);
  }

  /** At least so many times the peer's throughput. */
  static Target atLeast(double bound) {
    return new Target("≥ " + bound(bound), Ratio.OURS_TO_THEIRS, ratio -> ratio >= bound);
  }

  /** The peer takes at least so many times as long, or as many requests. */
  static Target timesLess(double bound) {
    return new Target("peer ≥ " + bound(bound), Ratio.THEIRS_TO_OURS, ratio -> ratio >= bound);
  }

  /** No target: our figure as a multiple of the peer's. */
  static Target none() {
    return new Target("–", Ratio.OURS_TO_THEIRS, null);
  }

  /** No target: the peer's figure as a multiple of ours. */
  static Target noneButTimesLess() {
    return new Target("–", Ratio.THEIRS_TO_OURS, null);
  }

  String verdict(double measured) {
    return met == null ? "" : met.test(measured) ? "met" : "MISSED";
  }

  private static String bound(double bound) {
    return (bound == Math.rint(bound) ? "%,.0f ×" : "%.2f ×").formatted(bound);
  }
}
