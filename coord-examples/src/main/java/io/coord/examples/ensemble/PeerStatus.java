package io.coord.examples.ensemble;

import org.apache.zookeeper.server.quorum.QuorumPeer.ServerState;

/**
 * What a server reports about itself.
 *
 * @param state LOOKING for a leader, FOLLOWING one or LEADING
 * @param serving whether it serves clients: a leader that a majority follows, or a follower that
 *     has caught up with the leader
 * @param own what it brings to an election: epoch, last zxid, id
 * @param vote what it votes for while LOOKING, and voted for otherwise
 */
record PeerStatus(ServerState state, boolean serving, Ballot own, Ballot vote) {

  /** {@return one line, for {@link #parse}} */
  String format() {
    return "%s %s %s %s".formatted(state, serving, numbers(own), numbers(vote));
  }

  static PeerStatus parse(String line) {
    String[] words = line.split(" ", -1);
    return new PeerStatus(
        ServerState.valueOf(words[0]),
        Boolean.parseBoolean(words[1]),
        ballot(words, 2),
        ballot(words, 5));
  }

  boolean isLooking() {
    return state == ServerState.LOOKING;
  }

  boolean leads() {
    return state == ServerState.LEADING && serving;
  }

  boolean follows(int leader) {
    return state == ServerState.FOLLOWING && serving && vote.server() == leader;
  }

  private static String numbers(Ballot ballot) {
    return "%d %d %d".formatted(ballot.epoch(), ballot.zxid(), ballot.server());
  }

  private static Ballot ballot(String[] words, int from) {
    return new Ballot(
        Long.parseLong(words[from]),
        Long.parseLong(words[from + 1]),
        Long.parseLong(words[from + 2]));
  }
}
