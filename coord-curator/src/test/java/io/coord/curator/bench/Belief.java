package io.coord.curator.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * That a process said again and again that it leads, without a pause between. By the clock of
 * System.nanoTime, which the processes of one machine share.
 *
 * @param firstAsked when it was asked for the first time
 * @param firstAnswered when it had said so for the first time
 * @param lastAsked when it was asked for the last time that it said so
 */
record Belief(long firstAsked, long firstAnswered, long lastAsked) {

  Belief until(long asked) {
    return new Belief(firstAsked, firstAnswered, asked);
  }

  static String write(List<Belief> beliefs) {
    StringBuilder line = new StringBuilder("beliefs");
    beliefs.forEach(
        each ->
            line.append(
                " %d,%d,%d".formatted(each.firstAsked, each.firstAnswered, each.lastAsked)));
    return line.toString();
  }

  static List<Belief> read(String line) {
    return Stream.of(line.split(" ")).skip(1).map(Belief::of).toList();
  }

  private static Belief of(String word) {
    String[] moments = word.split(",");
    return new Belief(
        Long.parseLong(moments[0]), Long.parseLong(moments[1]), Long.parseLong(moments[2]));
  }
}
