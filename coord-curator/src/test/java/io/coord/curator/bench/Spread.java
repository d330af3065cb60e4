package io.coord.curator.bench;

import java.util.List;
import java.util.Locale;

/** What several rounds of one measurement gave. */
record Spread(double median, double least, double most) {

  static Spread of(List<Double> rounds) {
    List<Double> sorted = rounds.stream().sorted().toList();
    return new Spread(quantile(sorted, 0.5), sorted.get(0), sorted.get(sorted.size() - 1));
  }

  /** By nearest rank; of an ascending list. */
  static double quantile(List<Double> sorted, double q) {
    int rank = (int) Math.ceil(q * sorted.size());
    return sorted.get(Math.max(0, rank - 1));
  }

  @Override
  public String toString() {
    return "%s [%s – %s]".formatted(number(median), number(least), number(most));
  }

  /** With three significant digits. */
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
