package io.coord.curator.internal.engine.membership;

import static io.coord.curator.internal.engine.membership.Members.ids;
import static io.coord.curator.internal.engine.membership.Members.member;
import static io.coord.curator.internal.engine.membership.Members.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.registry.MembershipChange;
import io.coord.registry.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What somebody who saw one view must be told to know another. */
class SnapshotDiffTest {

  private static final List<String> NONE = List.of();

  @Test
  void whoCameAndWhoWentIsFoundAtTheBeginningInTheMiddleAndAtTheEnd() {
    View before = view(member("b", 1), member("d", 1), member("f", 1));
    View now = view(member("a", 2), member("b", 1), member("c", 2), member("e", 2));

    assertThat(ids(SnapshotDiff.between(before, now)))
        .containsExactly(List.of("a", "c", "e"), List.of("d", "f"), NONE);
  }

  @Test
  void aNodeThatWasWrittenIsUpdated() {
    assertThat(ids(SnapshotDiff.between(view(member("a", 1)), view(member("a", 1, 2)))))
        .containsExactly(NONE, NONE, List.of("a"));
  }

  @Test
  void aNodeThatWasRecreatedLeftAndJoined() {
    View before = view(member("a", 1));
    View now = view(member("a", 2));

    MembershipChange change = SnapshotDiff.between(before, now);

    assertThat(ids(change)).containsExactly(List.of("a"), List.of("a"), NONE);
    assertThat(change.left()).containsExactly(before.members().get(0).instance());
    assertThat(change.joined()).containsExactly(now.members().get(0).instance());
  }

  @Test
  void anotherNodeOfTheSameIdLeftAndJoinedEvenIfOneTransactionMadeBoth() {
    assertThat(ids(SnapshotDiff.between(view(member("a b", 1)), view(member("a%20b", 1)))))
        .containsExactly(List.of("a b"), List.of("a b"), NONE);
  }

  @Test
  void nodesWithTheSameNumbersFromBeforeAndAfterAWipeAreTwo() {
    ServiceInstance instance = member("a", 1).instance();
    View before = view(new Member("a", instance, 1, 1, 100, 100, false));
    View now = view(new Member("a", instance, 1, 1, 200, 200, false));

    assertThat(ids(SnapshotDiff.between(before, now)))
        .containsExactly(List.of("a"), List.of("a"), NONE);
  }

  @Test
  void fromNothingEverybodyJoinsAndToNothingEverybodyLeaves() {
    View some = view(member("a", 1), member("b", 1));

    assertThat(ids(SnapshotDiff.between(view(), some)))
        .containsExactly(List.of("a", "b"), NONE, NONE);
    assertThat(ids(SnapshotDiff.between(some, view())))
        .containsExactly(NONE, List.of("a", "b"), NONE);
    assertThat(ids(SnapshotDiff.between(some, some))).containsExactly(NONE, NONE, NONE);
  }

  @Test
  void whoAppliesTheChangesKnowsTheView() {
    Random random = new Random(7);
    View before = view();
    Map<String, ServiceInstance> known = new TreeMap<>();
    for (int round = 0; round < 1_000; round++) {
      View now = view(randomMembers(random, before));
      MembershipChange change = SnapshotDiff.between(before, now);

      change.left().forEach(each -> assertThat(known.remove(each.id())).isEqualTo(each));
      change.joined().forEach(each -> assertThat(known.put(each.id(), each)).isNull());
      change.updated().forEach(each -> assertThat(known.put(each.id(), each)).isNotNull());

      assertThat(List.copyOf(known.values())).isEqualTo(now.snapshot().instances());
      before = now;
    }
  }

  @Test
  void whatTheNextViewIsKnownToShareWithTheOneBeforeChangesNothing() {
    Random random = new Random(8);
    MemberTable table = new MemberTable();
    View seen = View.initial("servers");
    View shown = seen;
    for (int round = 1; round < 20_000; round++) {
      change(table, random, round);
      shown = showNext(shown, table, random);
      if (random.nextInt(4) > 0) { // else it is told of two views at once, or of more
        assertThat(SnapshotDiff.between(seen, shown)).isEqualTo(inFull(seen, shown));
        seen = shown;
      }
    }
  }

  /** One node has the id of another; while both are there, only one is shown. */
  private static void change(MemberTable table, Random random, long zxid) {
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      int number = random.nextInt(30);
      String name = number == 29 ? "n 15" : "n%20" + number;
      Member known = table.get(name);
      if (known != null && random.nextBoolean()) {
        table.remove(name);
      } else {
        table.put(member(name, known != null && random.nextBoolean() ? known.czxid() : zxid, zxid));
      }
    }
  }

  private static View showNext(View shown, MemberTable table, Random random) {
    if (random.nextInt(8) == 0) {
      return shown.outdated();
    }
    MemberList list = table.toList();
    boolean same =
        ids(inFull(shown, shown.next(list, true, false))).stream().allMatch(List::isEmpty);
    assertThat(list.isSame(shown.list())).isEqualTo(same);
    return same ? shown : shown.next(list, true, false);
  }

  /** Without knowing what they share. */
  private static MembershipChange inFull(View before, View now) {
    MembershipChange change = SnapshotDiff.between(alone(before), alone(now));
    return new MembershipChange(now.snapshot(), change.joined(), change.left(), change.updated());
  }

  private static View alone(View view) {
    return view(view.members().toArray(Member[]::new));
  }

  private static Member[] randomMembers(Random random, View before) {
    Map<String, Member> next = new TreeMap<>();
    before.members().forEach(member -> next.put(member.name(), member));
    for (String name : List.of("a", "b", "c", "d", "e", "f")) {
      Member known = next.get(name);
      switch (random.nextInt(5)) {
        case 0 -> next.remove(name);
        case 1 -> next.put(name, member(name, random.nextInt(1_000)));
        case 2 -> {
          if (known != null) {
            next.put(name, member(name, known.czxid(), known.mzxid() + 1));
          }
        }
        default -> {}
      }
    }
    return new ArrayList<>(next.values()).toArray(Member[]::new);
  }
}
