package io.coord.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembershipRecordsTest {

  private static final MembershipSnapshot EMPTY =
      new MembershipSnapshot("servers", List.of(), true, 0);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 10, 101})
  void everyMemberIsFoundByItsIdAndNobodyElse(int members) {
    List<ServiceInstance> instances =
        IntStream.range(0, members).mapToObj(i -> instance("id-%04d".formatted(i))).toList();
    MembershipSnapshot snapshot = new MembershipSnapshot("servers", instances, false, 7);

    for (ServiceInstance each : instances) {
      assertThat(snapshot.find(each.id())).containsSame(each);
      assertThat(snapshot.find(each.id() + "x")).isEmpty();
    }
    assertThat(snapshot.find("a")).isEmpty();
    assertThat(snapshot.find("z")).isEmpty();
  }

  @Test
  void aSnapshotDoesNotChangeWithTheListItWasGiven() {
    List<ServiceInstance> given = new ArrayList<>(List.of(instance("a")));
    MembershipSnapshot snapshot = new MembershipSnapshot("servers", given, false, 1);

    given.clear();

    assertThat(snapshot.instances()).containsExactly(instance("a"));
    assertThatThrownBy(() -> snapshot.instances().add(instance("b")))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aChangeDoesNotChangeWithTheListsItWasGiven() {
    List<ServiceInstance> given = new ArrayList<>(List.of(instance("a")));
    MembershipChange change = new MembershipChange(EMPTY, given, given, given);

    given.clear();

    assertThat(List.of(change.joined(), change.left(), change.updated()))
        .allSatisfy(
            list -> {
              assertThat(list).containsExactly(instance("a"));
              assertThatThrownBy(() -> list.add(instance("b")))
                  .isInstanceOf(UnsupportedOperationException.class);
            });
  }

  @Test
  void nullsAreRefused() {
    List<ServiceInstance> none = List.of();
    List<ServiceInstance> withNull = Arrays.asList(instance("a"), null);
    assertThatNullPointerException().isThrownBy(() -> new MembershipSnapshot(null, none, false, 0));
    assertThatNullPointerException()
        .isThrownBy(() -> new MembershipSnapshot("servers", null, false, 0));
    assertThatNullPointerException()
        .isThrownBy(() -> new MembershipSnapshot("servers", withNull, false, 0));
    assertThatNullPointerException().isThrownBy(() -> EMPTY.find(null));
    assertThatNullPointerException().isThrownBy(() -> new MembershipChange(null, none, none, none));
    assertThatNullPointerException()
        .isThrownBy(() -> new MembershipChange(EMPTY, null, none, none));
    assertThatNullPointerException()
        .isThrownBy(() -> new MembershipChange(EMPTY, none, null, none));
    assertThatNullPointerException()
        .isThrownBy(() -> new MembershipChange(EMPTY, none, none, null));
  }

  private static ServiceInstance instance(String id) {
    return ServiceInstance.builder("servers").id(id).build();
  }
}
