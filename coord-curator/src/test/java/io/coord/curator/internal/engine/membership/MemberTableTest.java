package io.coord.curator.internal.engine.membership;

import static io.coord.curator.internal.engine.membership.Members.member;
import static io.coord.curator.internal.engine.membership.Members.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Members by their nodes: one for each id is shown, and no older version replaces a newer. */
class MemberTableTest {

  private final MemberTable table = new MemberTable();

  @Test
  void membersAreSortedInWhateverOrderTheyCome() {
    table.put(member("b", 1));
    table.put(member("a", 2));
    table.put(member("d", 3));
    table.put(member("c", 4));

    assertThat(names(table.toList().members())).containsExactly("a", "b", "c", "d");
  }

  @Test
  void aNewerVersionAndANewerNodeReplaceWhatIsHere() {
    table.put(member("a", 1));

    assertThat(table.put(member("a", 1, 2))).isTrue();
    assertThat(table.get("a")).isEqualTo(member("a", 1, 2));
    assertThat(table.put(member("a", 3))).isTrue();
    assertThat(table.toList().members()).containsExactly(member("a", 3));
  }

  @Test
  void anOlderVersionAndTheSameOneChangeNothing() {
    table.put(member("a", 3, 5));

    assertThat(table.put(member("a", 3, 5))).isFalse();
    assertThat(table.put(member("a", 3, 4))).isFalse();
    assertThat(table.put(member("a", 2, 9))).isFalse();
    assertThat(table.toList().members()).containsExactly(member("a", 3, 5));
  }

  @Test
  void whatIsRemovedIsNotShownAndIsSaidToHaveBeenHereOnce() {
    table.put(member("a", 1));
    table.put(member("b", 2));

    assertThat(table.remove("a")).isTrue();
    assertThat(table.remove("a")).isFalse();
    assertThat(table.get("a")).isNull();
    assertThat(names(table.toList().members())).containsExactly("b");
  }

  @Test
  void ofTwoNodesWithOneIdTheOneThatCoordWritesIsShown() {
    table.put(member("a b", 1));
    table.put(member("a%20b", 2));
    table.put(member("c", 3));
    assertThat(names(table.toList().members())).containsExactly("a%20b", "c");

    assertThat(table.get("a b")).isEqualTo(member("a b", 1));
    assertThat(table.remove("a%20b")).isTrue();

    assertThat(names(table.toList().members())).containsExactly("a b", "c");
  }

  @Test
  void whichOfTwoNodesWithOneIdCameFirstDoesNotMatter() {
    table.put(member("a%20b", 1));
    table.put(member("a b", 2));
    assertThat(names(table.toList().members())).containsExactly("a%20b");

    assertThat(table.remove("a b")).isTrue();

    assertThat(names(table.toList().members())).containsExactly("a%20b");
  }

  @Test
  void theListIsACopyThatNobodyChanges() {
    table.put(member("a", 1));
    List<Member> before = table.toList().members();
    table.put(member("b", 2));

    assertThat(names(before)).containsExactly("a");
    assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(before::clear);
  }

  @Test
  void aListKnowsHowMuchOfItIsAsItWas() {
    for (int i = 10; i < 20; i++) {
      table.put(member("m" + i, i));
    }
    assertSame(0, 0);
    assertSame(10, 10);

    table.put(member("m13x", 21));
    assertSame(4, 6);
    table.put(member("m13x", 21, 22));
    assertSame(4, 6);
    table.remove("m13x");
    assertSame(4, 6);

    table.remove("m18");
    table.put(member("m12", 12, 23));
    assertSame(2, 1);
  }

  @Test
  void aListThatDoesNotShowAllKnowsNothingOfTheOneBefore() {
    table.put(member("a", 1));
    table.put(member("b c", 2));
    table.put(member("d", 3));
    table.toList();
    table.put(member("b%20c", 4));
    assertThat(names(table.toList().members())).containsExactly("a", "b%20c", "d");
    table.remove("b%20c");

    assertSame(0, 0);
  }

  @Test
  void whateverHappensItHoldsWhatASortedMapWould() {
    Random random = new Random(42);
    TreeMap<String, Member> expected = new TreeMap<>(Comparator.naturalOrder());
    for (int i = 1; i < 5_000; i++) {
      String name = "n" + random.nextInt(100);
      if (random.nextInt(3) == 0) {
        assertThat(table.remove(name)).isEqualTo(expected.remove(name) != null);
      } else {
        table.put(member(name, i));
        expected.put(name, member(name, i));
      }
      assertThat(table.get(name)).isEqualTo(expected.get(name));
    }
    assertThat(table.toList().members()).containsExactlyElementsOf(expected.values());
  }

  @Test
  void whateverHappensEachIdIsShownOnceAndItsInstanceWithIt() {
    Random random = new Random(43);
    TreeMap<String, Member> all = new TreeMap<>();
    for (int i = 1; i < 5_000; i++) {
      String name = (random.nextBoolean() ? "n " : "n%20") + random.nextInt(20);
      if (random.nextBoolean()) {
        table.remove(name);
        all.remove(name);
      } else {
        table.put(member(name, i));
        all.put(name, member(name, i));
      }

      TreeMap<String, Member> expected = new TreeMap<>();
      all.values().forEach(member -> expected.putIfAbsent(member.id(), member));
      all.values().stream()
          .filter(member -> member.name().contains("%20"))
          .forEach(member -> expected.put(member.id(), member));
      MemberList list = table.toList();
      assertThat(list.members()).isEqualTo(List.copyOf(expected.values()));
      assertThat(list.instances())
          .isEqualTo(expected.values().stream().map(Member::instance).toList());
    }
  }

  private void assertSame(int first, int last) {
    MemberList list = table.toList();
    assertThat(list.sameFirst()).isEqualTo(first);
    assertThat(list.sameLast()).isEqualTo(last);
  }
}
