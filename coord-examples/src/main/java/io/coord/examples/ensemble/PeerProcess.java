package io.coord.examples.ensemble;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.apache.zookeeper.server.ServerMetrics;
import org.apache.zookeeper.server.admin.AdminServer.AdminServerException;
import org.apache.zookeeper.server.quorum.FastLeaderElection;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeer.ServerState;
import org.apache.zookeeper.server.quorum.QuorumPeer.ZabState;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig.ConfigException;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.apache.zookeeper.server.quorum.Vote;

/**
 * A server of the ensemble: ZooKeeper's own main class, which also replies on its output to
 * requests on its input. The four-letter words are not enough: a server that is LOOKING rejects
 * them. Exits when its input ends, so no server outlives the demonstration.
 */
public final class PeerProcess {

  /** Requests a {@link PeerStatus}. */
  static final String STATUS = "status";

  /** Requests all counters, by the names that the four-letter word mntr shows. */
  static final String COUNTERS = "counters";

  /** The reply while there is no status yet. */
  static final String STARTING = "starting";

  private final QuorumPeer peer;

  private PeerProcess() throws IOException {
    peer = new QuorumPeer();
  }

  /** Takes the path of the server's configuration file. */
  public static void main(String[] args) throws IOException {
    PeerProcess process = new PeerProcess();
    Thread server = new Thread(() -> process.serve(args[0]), "server");
    server.setDaemon(true);
    server.start();
    process.reply();
    Runtime.getRuntime().halt(0);
  }

  private void serve(String configuration) {
    try {
      new Main(peer).initializeAndRun(new String[] {configuration});
    } catch (Exception e) { // the top of a thread
      System.err.println("A server of the ensemble failed: " + e);
      Runtime.getRuntime().halt(1);
    }
  }

  private void reply() throws IOException {
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String request = requests.readLine(); request != null; request = requests.readLine()) {
      System.out.println(request.equals(STATUS) ? status() : counters());
    }
  }

  private String status() throws IOException {
    if (!(peer.getElectionAlg() instanceof FastLeaderElection election)) {
      return STARTING;
    }
    ServerState state = peer.getPeerState();
    Vote vote = state == ServerState.LOOKING ? election.getVote() : peer.getCurrentVote();
    PeerStatus status =
        new PeerStatus(
            state,
            peer.getZabState() == ZabState.BROADCAST,
            new Ballot(peer.getCurrentEpoch(), peer.getLastLoggedZxid(), peer.getMyId()),
            new Ballot(vote.getPeerEpoch(), vote.getZxid(), vote.getId()));
    return status.format();
  }

  private static String counters() {
    StringJoiner line = new StringJoiner(" ");
    ServerMetrics.getMetrics()
        .getMetricsProvider()
        .dump(
            (name, value) -> {
              if (value instanceof Number number) {
                line.add(name + "=" + number.longValue());
              }
            });
    return line.toString();
  }

  /** Gives access to the server that it runs. */
  private static final class Main extends QuorumPeerMain {

    private final QuorumPeer peer;

    Main(QuorumPeer peer) {
      this.peer = peer;
    }

    @Override
    protected QuorumPeer getQuorumPeer() {
      return peer;
    }

    @Override
    protected void initializeAndRun(String[] args)
        throws ConfigException, IOException, AdminServerException {
      super.initializeAndRun(args);
    }
  }
}
