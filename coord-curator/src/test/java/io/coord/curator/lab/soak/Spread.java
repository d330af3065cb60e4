package io.coord.curator.lab.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Durations in nanoseconds, summarised by median, 99th percentile and maximum. */
final class Spread {

  private final List<Long> values = new ArrayList<>();

  void add(long nanos) {
    values.add(nanos);
  }

  int count() {
    return values.size();
  }

  @Override
  public String toString() {
    if (values.isEmpty()) {
      return "none";
    }
    List<Long> sorted = values.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "%,.0f / %,.0f / %,.0f ms (%,d)",
        at(sorted, 0.5),
        at(sorted, 0.99),
        at(sorted, 1),
        sorted.size());
  }

  private static double at(List<Long> sorted, double part) {
    int index = (int) Math.ceil(part * sorted.size()) - 1;
    return sorted.get(Math.max(0, index)) / 1e6;
  }
}
