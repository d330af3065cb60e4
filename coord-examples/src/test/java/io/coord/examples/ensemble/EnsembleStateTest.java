package io.coord.examples.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.apache.zookeeper.server.quorum.QuorumPeer.ServerState;
import org.junit.jupiter.api.Test;

class EnsembleStateTest {

  @Test
  void theLeaderIsFollowedByAllRunningServers() {
    assertThat(state(Map.of(1, following(1, 2), 2, leading(2), 3, following(3, 2))).leader())
        .hasValue(2);
  }

  @Test
  void noServerLeadsWhileOneLooksOrFollowsAnother() {
    assertThat(state(Map.of(1, looking(1, 2), 2, leading(2))).leader()).isEmpty();
    assertThat(state(Map.of(1, following(1, 3), 2, leading(2))).leader()).isEmpty();
    assertThat(state(Map.of(1, leading(1), 2, leading(2))).leader()).isEmpty();
  }

  @Test
  void votesShowWhileLooking() {
    assertThat(state(Map.of(1, looking(1, 2), 2, looking(2, 2))).allLookAndVoteFor(2)).isTrue();
    assertThat(state(Map.of(1, looking(1, 1), 2, looking(2, 2))).allLookAndVoteFor(2)).isFalse();
    assertThat(state(Map.of(1, following(1, 2), 2, leading(2))).allLookAndVoteFor(2)).isFalse();
  }

  @Test
  void aStatusCanBeParsedFromItsLine() {
    PeerStatus status = looking(1, 2);
    assertThat(PeerStatus.parse(status.format())).isEqualTo(status);
  }

  private static EnsembleState state(Map<Integer, PeerStatus> up) {
    return new EnsembleState(5, new TreeMap<>(up));
  }

  private static PeerStatus looking(int id, int vote) {
    return new PeerStatus(ServerState.LOOKING, false, ballot(id), ballot(vote));
  }

  private static PeerStatus following(int id, int leader) {
    return new PeerStatus(ServerState.FOLLOWING, true, ballot(id), ballot(leader));
  }

  private static PeerStatus leading(int id) {
    return new PeerStatus(ServerState.LEADING, true, ballot(id), ballot(id));
  }

  private static Ballot ballot(int id) {
    return new Ballot(1, 0x100000007L, id);
  }
}
