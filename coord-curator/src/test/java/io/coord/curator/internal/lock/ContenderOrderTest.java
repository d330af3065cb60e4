package io.coord.curator.internal.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
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
    "lock-1000000005, 1000000005"
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
    assertThat(ContenderOrder.compare(last, first)).isNegative();
  }

  @Test
  void ofTwoWithOneNumberExactlyOneIsFirst() {
    List<String> children = List.of("a-0000000001", "b-0000000001");

    assertThat(ContenderOrder.predecessor(children, "a-0000000001")).isNull();
    assertThat(ContenderOrder.predecessor(children, "b-0000000001")).isEqualTo("a-0000000001");
  }
}
