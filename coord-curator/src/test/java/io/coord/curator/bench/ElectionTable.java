package io.coord.curator.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** One row for each figure, one column for each kind of election. */
final class ElectionTable {

  /** Two medians that differ by less are alike. */
  private static final double ALIKE = 1.05;

  private final Report report;

  ElectionTable(Report report) {
    this.report = report;
    List<String> columns = new ArrayList<>(List.of(""));
    columns.addAll(ElectionPeer.KINDS);
    columns.add("Coord to the better peer");
    report.table(columns.toArray(String[]::new));
  }

  /** The smaller, the better. */
  <T> void row(String what, Map<String, List<T>> taken, ToDoubleFunction<T> figure) {
    Map<String, Spread> spreads = spreads(taken, figure);
    row(what, spreads, verdict(spreads));
  }

  static <T> Map<String, Spread> spreads(Map<String, List<T>> taken, ToDoubleFunction<T> figure) {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    taken.forEach(
        (kind, all) ->
            spreads.put(kind, Spread.of(all.stream().map(figure::applyAsDouble).toList())));
    return spreads;
  }

  /** A kind that is missing has no such figure. */
  void row(String what, Map<String, ?> cells, String verdict) {
    List<String> row = new ArrayList<>(List.of(what));
    for (String kind : ElectionPeer.KINDS) {
      row.add(cells.containsKey(kind) ? String.valueOf(cells.get(kind)) : "–");
    }
    row.add(verdict);
    report.row(row.toArray(String[]::new));
  }

  private static String verdict(Map<String, Spread> spreads) {
    double ours = spreads.get(ElectionPeer.COORD).median();
    double best =
        spreads.entrySet().stream()
            .filter(each -> !each.getKey().equals(ElectionPeer.COORD))
            .mapToDouble(each -> each.getValue().median())
            .min()
            .orElseThrow();
    if (best <= 0) {
      return ours > 0 ? "worse" : "";
    }
    String ratio = Spread.number(ours / best) + " ×";
    return ours > ALIKE * best ? ratio + ", **worse**" : ratio;
  }
}
