package io.coord.curator.bench;

import java.util.List;
import org.apache.curator.framework.CuratorFramework;

/** One candidate of an election, of whichever kind, on a client of its own. */
interface ElectionPeer extends AutoCloseable {

  String COORD = "Coord";
  String LATCH = "LeaderLatch";
  String SELECTOR = "LeaderSelector";

  List<String> KINDS = List.of(COORD, LATCH, SELECTOR);

  /** Stands from now on; returns at once. */
  void stand() throws Exception;

  /** What it believes now; the call that its documentation names for that. */
  boolean believes();

  /** Withdraws, and leaves the client open. */
  @Override
  void close() throws Exception;

  /** Does not stand yet. */
  static ElectionPeer of(
      String kind, CuratorFramework client, String election, String id, Reign reign) {
    return switch (kind) {
      case COORD -> new CoordCandidate(client, election, id, reign);
      case LATCH -> new LatchCandidate(client, path(kind, election), id, reign);
      case SELECTOR -> new SelectorCandidate(client, path(kind, election), id, reign);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /** The node under which its candidates queue. */
  static String path(String kind, String election) {
    String root =
        switch (kind) {
          case COORD -> "/elections/";
          case LATCH -> "/latches/";
          default -> "/selectors/";
        };
    return root + election;
  }
}
