package io.coord.examples.ensemble;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What all servers report about themselves at one time.
 *
 * @param size the number of servers in the ensemble
 * @param up the running servers, by id
 */
record EnsembleState(int size, SortedMap<Integer, PeerStatus> up) {

  EnsembleState {
    up = Collections.unmodifiableSortedMap(new TreeMap<>(up));
  }

  PeerStatus of(int server) {
    PeerStatus status = up.get(server);
    if (status == null) {
      throw new NoSuchElementException("Server " + server + " is down.");
    }
    return status;
  }

  /** {@return the server that leads and that all other running servers follow} */
  Optional<Integer> leader() {
    return up.entrySet().stream()
        .filter(entry -> entry.getValue().leads())
        .map(Map.Entry::getKey)
        .filter(
            leader -> up.keySet().stream().allMatch(id -> id.equals(leader) || follows(id, leader)))
        .findFirst();
  }

  boolean isLedBy(int server) {
    return leader().filter(leader -> leader == server).isPresent();
  }

  /** Whether all running servers are LOOKING and vote for this server. */
  boolean allLookAndVoteFor(int server) {
    return up.values().stream()
        .allMatch(status -> status.isLooking() && status.vote().server() == server);
  }

  boolean nobodyLeads() {
    return up.values().stream().allMatch(PeerStatus::isLooking);
  }

  /** Whether all running servers have the same last transaction. */
  boolean isLevel() {
    return up.values().stream().map(status -> status.own().zxid()).distinct().count() == 1;
  }

  /** {@return the number of votes for a server} */
  long votesFor(int server) {
    return up.values().stream().filter(status -> status.vote().server() == server).count();
  }

  /** {@return what the running servers bring to an election} */
  List<Ballot> ballots() {
    return up.values().stream().map(PeerStatus::own).toList();
  }

  private boolean follows(int server, int leader) {
    return of(server).follows(leader);
  }
}
