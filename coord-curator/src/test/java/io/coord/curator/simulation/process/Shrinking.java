package io.coord.curator.simulation.process;

import io.coord.curator.simulation.process.Moves.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Leaves out moves of a failing schedule, as long as what is left fails the same way: half of them,
 * quarters, and so on down to single ones, the last ones first (delta debugging).
 */
final class Shrinking {

  private final Predicate<List<Move>> fails;
  private final BooleanSupplier goOn;

  /**
   * Does nothing yet.
   *
   * @param fails whether a schedule with these moves alone fails
   * @param goOn whether to try once more
   */
  Shrinking(Predicate<List<Move>> fails, BooleanSupplier goOn) {
    this.fails = fails;
    this.goOn = goOn;
  }

  /** Some of these moves that fail, too. */
  List<Move> shrink(List<Move> all) {
    List<Move> left = all;
    int size = Math.max(1, left.size() / 2);
    while (goOn.getAsBoolean()) {
      int before = left.size();
      left = leaveOut(left, size);
      if (size == 1 && left.size() == before) {
        break;
      }
      size = Math.max(1, size / 2);
    }
    return left;
  }

  private List<Move> leaveOut(List<Move> from, int size) {
    List<Move> left = from;
    for (int end = left.size(); end > 0 && goOn.getAsBoolean(); end -= size) {
      List<Move> fewer = new ArrayList<>(left);
      fewer.subList(Math.max(0, end - size), end).clear();
      if (fails.test(fewer)) {
        left = fewer;
      }
    }
    return left;
  }
}
