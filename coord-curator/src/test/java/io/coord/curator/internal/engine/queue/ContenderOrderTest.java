package io.coord.curator.internal.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContenderOrderTest {

  private static final String OURS = "_c_0a1b2c3d-0000-4000-8000-000000000000-lock-0000000007";

  @ParameterizedTest
  @CsvSource({
    "_c_0a1b2c3d-0000-4000-8000-000000000000-lock-0000000007, 7",
    "0a1b2c3d00004000__lock__0000000012, 12",
    "seq-0000000000, 0",
    "lock-2147483647, 2147483647",
    "lock--2147483648, -2147483648",
    "lock--000000001, -1",
    "lock-1000000005, 1000000005",
    "lock--1000000005, -1000000005",
    "7f3a__lock__-1000000005, -1000000005",
    "7f3a__lock__-000000005, -5",
    "7f3a__lock__1000000005, 1000000005"
  })
  void readsTheSequenceWhateverStandsBeforeIt(String name, int sequence) {
    assertThat(ContenderOrder.sequence(name)).isEqualTo(OptionalInt.of(sequence));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "leases", "lock-", "lock-000007", "0000000007-lock", "x"})
  void whatDoesNotEndInASequenceIsNoContender(String name) {
    assertThat(ContenderOrder.sequence(name)).isEmpty();
  }

  @Test
  void thePredecessorIsTheNextBeforeNotTheFirst() {
    List<String> children =
        List.of("seq-0000000009", "b__lock__0000000005", OURS, "lock-0000000006");

    assertThat(ContenderOrder.predecessor(children, OURS)).isEqualTo("lock-0000000006");
  }

  @Test
  void aForeignContenderWithASmallerNumberIsBeforeUsThoughItsNameSortsAfter() {
    List<String> children = List.of(OURS, "zzz__lock__0000000003");

    assertThat(ContenderOrder.predecessor(children, OURS)).isEqualTo("zzz__lock__0000000003");
  }

  @Test
  void theFirstHasNoPredecessor() {
    List<String> children = List.of("aaa__lock__0000000008", OURS, "leases");

    assertThat(ContenderOrder.predecessor(children, OURS)).isNull();
    assertThat(ContenderOrder.hasOthers(children, OURS)).isTrue();
  }

  @Test
  void whatIsNoContenderIsNoOther() {
    assertThat(ContenderOrder.hasOthers(List.of("leases", OURS), OURS)).isFalse();
  }

  @Test
  void theOrderSurvivesTheOverflowOfTheCounter() {
    String last = "lock-2147483647";
    String first = "lock--2147483648";

    assertThat(ContenderOrder.predecessor(List.of(first, last), first)).isEqualTo(last);
    assertThat(ContenderOrder.predecessor(List.of(first, last), last)).isNull();
    assertThat(ContenderOrder.sorted(List.of(first, last))).containsExactly(last, first);
  }

  @Test
  void ofTwoWithOneNumberExactlyOneIsFirst() {
    List<String> children = List.of("a-0000000001", "b-0000000001");

    assertThat(ContenderOrder.predecessor(children, "a-0000000001")).isNull();
    assertThat(ContenderOrder.predecessor(children, "b-0000000001")).isEqualTo("a-0000000001");
  }

  private static final List<String> PREFIXES =
      List.of("_c_8b1f5f0e-9a52-4b5e-8a39-0d7a7f0f3f51-lock-", "lock-", "7f3a__lock__", "seq-", "");

  /** As ZooKeeper writes it. */
  private static String name(Random random, int sequence) {
    String prefix = PREFIXES.get(random.nextInt(PREFIXES.size()));
    return prefix + String.format(Locale.ENGLISH, "%010d", sequence);
  }

  @Test
  void whatACounterGaveIsSortedAsItWasGivenAlsoWhileItOverflows() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      int sequence =
          random.nextBoolean() ? Integer.MAX_VALUE - random.nextInt(100) : random.nextInt();
      List<String> given = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        String prefix = random.nextBoolean() ? "lock-" : "7f3a__lock__";
        given.add(prefix + String.format(Locale.ENGLISH, "%010d", sequence));
        sequence += 1 + random.nextInt(20);
      }
      List<String> children = new ArrayList<>(given);
      children.add("notes");
      Collections.shuffle(children, random);

      assertThat(ContenderOrder.sorted(children)).as("seed %s", seed).isEqualTo(given);
    }
  }

  @Test
  void theOrderIsTotalWhateverStandsInTheList() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      Set<String> names = new LinkedHashSet<>();
      for (int i = 0; i < 2 + random.nextInt(60); i++) {
        names.add(name(random, random.nextInt()));
      }
      names.add("leases");
      List<String> children = new ArrayList<>(names);
      List<String> sorted = ContenderOrder.sorted(children);
      Collections.shuffle(children, random);

      assertThat(ContenderOrder.sorted(children)).as("seed %s", seed).isEqualTo(sorted);
      String before = null;
      for (String contender : sorted) {
        assertThat(ContenderOrder.predecessor(children, contender)).isEqualTo(before);
        before = contender;
      }
    }
  }
}
