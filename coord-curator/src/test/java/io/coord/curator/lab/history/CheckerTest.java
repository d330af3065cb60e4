package io.coord.curator.lab.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rest: leftovers (I5), and how histories are written. */
class CheckerTest extends HandMade {

  @Test
  void anEmptyHistoryIsGood() {
    assertGood();
  }

  @Test
  void whatIsLeftOverIsBad() {
    history.add(entry("p1", Kind.LEFTOVER, "thread", 0, 1, 0, Outcome.DONE, 0, "coord-engine-1"));
    assertBad(Invariant.I5);
  }

  @Test
  void anEntryIsTheSameAfterItsLineWasRead() {
    Entry entry =
        entry("p1", Kind.LAST_VIEW, "a \"b\"", -5, 1L << 40, 7, Outcome.INDETERMINATE, 9, "é\\");
    assertThat(EntryJson.read(EntryJson.write(entry))).isEqualTo(entry);
    assertThat(EntryJson.write(entry)).doesNotContain("\n");
  }

  @Test
  void aChangeIsTheSameAfterItsTextWasRead() {
    ViewChange change =
        new ViewChange(
            new TreeMap<>(Map.of("w1", "w1.1:2")),
            new TreeSet<>(Set.of("w2", "w-3")),
            new TreeMap<>(Map.of("w4", "w4.1:9")),
            new TreeMap<>(Map.of("w1", "w1.1:2", "w4", "w4.1:9")));
    assertThat(ViewChange.parse(change.toText())).isEqualTo(change);
  }
}
