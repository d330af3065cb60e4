package io.coord.curator.simulation.process;

import io.coord.curator.simulation.process.Moves.Move;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.StringJoiner;

/** Numbers of moves as a person reads and types them: {@code 1-4,7,9-12}. */
final class MoveNumbers {

  private MoveNumbers() {}

  /** The numbers of those that are not left. */
  static String without(List<Move> all, List<Move> left) {
    BitSet out = new BitSet();
    all.forEach(move -> out.set(move.number()));
    left.forEach(move -> out.clear(move.number()));
    StringJoiner text = new StringJoiner(",");
    for (int first = out.nextSetBit(0); first >= 0; ) {
      int last = out.nextClearBit(first) - 1;
      text.add(first == last ? "" + first : first + "-" + last);
      first = out.nextSetBit(last + 1);
    }
    return text.toString();
  }

  /** Those that such a text does not name. */
  static List<Move> left(List<Move> all, String without) {
    BitSet out = new BitSet();
    Arrays.stream(without.split(","))
        .filter(part -> !part.isBlank())
        .map(part -> part.trim().split("-"))
        .forEach(
            ends ->
                out.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1));
    return all.stream().filter(move -> !out.get(move.number())).toList();
  }
}
