package io.coord.curator.lab;

import java.io.IOException;
import org.apache.zookeeper.server.ServerConfig;
import org.apache.zookeeper.server.ZooKeeperServerMain;
import org.apache.zookeeper.server.quorum.MultipleAddresses;
import org.apache.zookeeper.server.quorum.QuorumCnxManager;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.apache.zookeeper.server.quorum.auth.NullQuorumAuthLearner;
import org.apache.zookeeper.server.quorum.auth.NullQuorumAuthServer;

/**
 * One ZooKeeper server, as its own main classes run it. It stops when its input ends, so it does
 * not outlive the process that started it.
 */
public final class ServerProcess {

  private static final int STOP_MILLIS = 2_000;
  private static final int CONNECTION_THREADS = 20; // as ZooKeeper has them

  private ServerProcess() {}

  /** Arguments: the server's configuration file. */
  public static void main(String[] args) throws Exception {
    QuorumPeerConfig config = new QuorumPeerConfig();
    config.parse(args[0]);
    if (config.isDistributed()) {
      Member member = new Member();
      serve(() -> member.runFromConfig(config), member::close);
    } else {
      ServerConfig alone = new ServerConfig();
      alone.readFrom(config);
      ZooKeeperServerMain server = new ZooKeeperServerMain();
      serve(() -> server.runFromConfig(alone), server::close);
    }
  }

  private static void serve(Server server, Runnable stop) throws Exception {
    Thread running = new Thread(() -> run(server), "server");
    running.setDaemon(true);
    running.start();
    while (System.in.read() >= 0) {
      // Nothing is asked of it in this way.
    }
    Thread stopping = new Thread(stop, "stop");
    stopping.setDaemon(true);
    stopping.start();
    stopping.join(STOP_MILLIS);
    Runtime.getRuntime().halt(0);
  }

  private static void run(Server server) {
    try {
      server.run();
    } catch (Exception e) {
      e.printStackTrace();
    } finally {
      Runtime.getRuntime().halt(1);
    }
  }

  private interface Server {
    void run() throws Exception;
  }

  private static final class Member extends QuorumPeerMain {
    @Override
    protected QuorumPeer getQuorumPeer() {
      try {
        return new Peer();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final class Peer extends QuorumPeer {

    Peer() throws IOException {}

    @Override
    public QuorumCnxManager createCnxnManager() {
      return new ConfiguredRoutes(this);
    }
  }

  /**
   * A server with a greater id answers the call of one with a smaller id by calling back, at the
   * address that the caller says it has. That would go past the proxy that is configured between
   * the two.
   */
  private static final class ConfiguredRoutes extends QuorumCnxManager {

    private final QuorumPeer self;

    ConfiguredRoutes(QuorumPeer self) {
      super(
          self,
          self.getMyId(),
          self.getView(),
          new NullQuorumAuthServer(),
          new NullQuorumAuthLearner(),
          self.getTickTime() * self.getSyncLimit(),
          false,
          CONNECTION_THREADS,
          false);
      this.self = self;
    }

    @Override
    public boolean initiateConnectionAsync(MultipleAddresses said, Long server) {
      QuorumPeer.QuorumServer configured = self.getView().get(server);
      return super.initiateConnectionAsync(
          configured == null ? said : configured.electionAddr, server);
    }
  }
}
