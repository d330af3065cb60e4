package io.coord.examples.ensemble;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What all servers say of themselves at one time.
 *
 * @param size how many servers the ensemble has
 * @param up those that run, by id
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

  /** The one that leads and is followed by all others that run. */
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

  /** Whether all that run are LOOKING and vote for that server. */
  boolean allLookAndVoteFor(int server) {
    return up.values().stream()
        .allMatch(status -> status.isLooking() && status.vote().server() == server);
  }

  boolean nobodyLeads() {
    return up.values().stream().allMatch(PeerStatus::isLooking);
  }

  /** Whether all that run have applied the same transactions. */
  boolean isLevel() {
    return up.values().stream().map(status -> status.own().zxid()).distinct().count() == 1;
  }

  /** How many votes a server has. */
  long votesFor(int server) {
    return up.values().stream().filter(status -> status.vote().server() == server).count();
  }

  /** What those that run bring to an election. */
  List<Ballot> ballots() {
    return up.values().stream().map(PeerStatus::own).toList();
  }

  private boolean follows(int server, int leader) {
    return of(server).follows(leader);
  }
}
