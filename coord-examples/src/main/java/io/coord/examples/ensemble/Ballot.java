package io.coord.examples.ensemble;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;

/**
 * What a server brings to an election, and what its vote names: the greatest ballot wins. Ballots
 * are ordered as in ZooKeeper's election: by epoch, then by last transaction; the id decides only
 * between servers that have the same data.
 *
 * @param epoch the number of leaders so far, as far as the server knows
 * @param zxid the last transaction in its log
 * @param server its id
 */
record Ballot(long epoch, long zxid, long server) implements Comparable<Ballot> {

  private static final Comparator<Ballot> RULE =
      Comparator.comparingLong(Ballot::epoch)
          .thenComparingLong(Ballot::zxid)
          .thenComparingLong(Ballot::server);

  /** The part of a ballot that decides an election. */
  enum Decision {
    EPOCH,
    ZXID,
    ID
  }

  @Override
  public int compareTo(Ballot other) {
    return RULE.compare(this, other);
  }

  /** {@return what decides between these ballots: the id only if epochs and zxids are equal} */
  static Decision decision(Collection<Ballot> ballots) {
    Ballot winner = winner(ballots);
    Ballot greatestId =
        ballots.stream().max(Comparator.comparingLong(Ballot::server)).orElseThrow();
    if (winner.epoch != greatestId.epoch) {
      return Decision.EPOCH;
    }
    return winner.zxid != greatestId.zxid ? Decision.ZXID : Decision.ID;
  }

  /** {@return the greatest ballot} */
  static Ballot winner(Collection<Ballot> ballots) {
    return Collections.max(ballots);
  }

  /** {@return a zxid in hex: the epoch in the upper 32 bits, a counter in the lower} */
  static String hex(long zxid) {
    return "0x" + Long.toHexString(zxid);
  }

  @Override
  public String toString() {
    return "(%d, %s, %d)".formatted(epoch, hex(zxid), server);
  }
}
