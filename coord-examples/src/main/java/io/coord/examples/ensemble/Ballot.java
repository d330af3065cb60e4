package io.coord.examples.ensemble;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;

/**
 * What a server brings to an election, and what its vote names: the greatest ballot wins. The order
 * is the rule of ZooKeeper's election: the later epoch first, then the later transaction, and the
 * id only decides between servers that know the same.
 *
 * @param epoch the number of leaders the server has known
 * @param zxid the last transaction in its log
 * @param server its id
 */
record Ballot(long epoch, long zxid, long server) implements Comparable<Ballot> {

  private static final Comparator<Ballot> RULE =
      Comparator.comparingLong(Ballot::epoch)
          .thenComparingLong(Ballot::zxid)
          .thenComparingLong(Ballot::server);

  /** The part of a ballot that made the difference. */
  enum Decision {
    EPOCH,
    ZXID,
    ID
  }

  @Override
  public int compareTo(Ballot other) {
    return RULE.compare(this, other);
  }

  /** What made the greatest of these win, and not simply the server with the greatest id. */
  static Decision decision(Collection<Ballot> ballots) {
    Ballot winner = winner(ballots);
    Ballot greatestId =
        ballots.stream().max(Comparator.comparingLong(Ballot::server)).orElseThrow();
    if (winner.epoch != greatestId.epoch) {
      return Decision.EPOCH;
    }
    return winner.zxid != greatestId.zxid ? Decision.ZXID : Decision.ID;
  }

  /** The greatest. */
  static Ballot winner(Collection<Ballot> ballots) {
    return Collections.max(ballots);
  }

  /** A zxid as ZooKeeper writes it: the epoch in the upper 32 bits, a counter in the lower. */
  static String hex(long zxid) {
    return "0x" + Long.toHexString(zxid);
  }

  @Override
  public String toString() {
    return "(%d, %s, %d)".formatted(epoch, hex(zxid), server);
  }
}
