package io.coord.curator.internal.lock;

import io.coord.curator.testing.TcpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.zookeeper.server.quorum.QuorumPeer;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.awaitility.Awaitility;

/**
 * Three servers in this process. The first one reaches the others only by proxies, and with the
 * smallest id it does not become the leader; so it can be cut off from its leader unnoticed, until
 * syncLimit × tickTime have passed.
 */
final class ZkEnsemble implements AutoCloseable {

  private static final int SERVERS = 3;
  private static final int SYNC_LIMIT = 60;

  private final List<Member> members = new ArrayList<>();
  private final List<TcpProxy> proxies = new ArrayList<>();
  private final Path directory;

  private ZkEnsemble(Path directory) {
    this.directory = directory;
  }

  static ZkEnsemble started(int tickTime) throws Exception {
    System.setProperty("zookeeper.admin.enableServer", "false");
    System.setProperty("zookeeper.forceSync", "no");
    ZkEnsemble ensemble = new ZkEnsemble(Files.createTempDirectory("coord-ensemble"));
    int[][] ports = new int[SERVERS][3]; // client, quorum, election
    for (int[] each : ports) {
      for (int i = 0; i < each.length; i++) {
        each[i] = freePort();
      }
    }
    for (int self = SERVERS - 1; self >= 0; self--) {
      ensemble.start(self, ports, tickTime);
    }
    Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(60))
        .until(() -> ensemble.members.stream().allMatch(Member::serves));
    if (ensemble.follower().isLeader()) {
      throw new AssertionError("the first server became the leader");
    }
    return ensemble;
  }

  /** The connect string of the follower that can be cut off. */
  String cutOffServer() {
    return follower().connectString;
  }

  /** The connect string of another server. */
  String otherServer() {
    return members.get(0).connectString;
  }

  /** Nothing gets through between the follower and the others; nobody is told. */
  void cutOff() {
    proxies.forEach(TcpProxy::freeze);
  }

  void restore() {
    proxies.forEach(TcpProxy::restore);
  }

  @Override
  public void close() throws Exception {
    for (Member member : members) {
      member.close();
    }
    proxies.forEach(TcpProxy::close);
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).forEach(each -> each.toFile().delete());
    }
  }

  private Member follower() {
    return members.get(members.size() - 1);
  }

  private void start(int self, int[][] ports, int tickTime) throws Exception {
    Path data = Files.createDirectories(directory.resolve("" + self));
    Files.writeString(data.resolve("myid"), "" + (self + 1));
    Properties settings = new Properties();
    settings.setProperty("tickTime", "" + tickTime);
    settings.setProperty("initLimit", "20");
    settings.setProperty("syncLimit", "" + SYNC_LIMIT);
    settings.setProperty("dataDir", data.toString());
    settings.setProperty("clientPort", "" + ports[self][0]);
    settings.setProperty("clientPortAddress", "127.0.0.1");
    for (int server = 0; server < SERVERS; server++) {
      int quorum = ports[server][1];
      if (self == 0 && server != 0) {
        TcpProxy proxy = TcpProxy.to(quorum);
        proxies.add(proxy);
        quorum = Integer.parseInt(proxy.connectString().split(":")[1]);
      }
      settings.setProperty(
          "server." + (server + 1), "127.0.0.1:%d:%d".formatted(quorum, ports[server][2]));
    }
    QuorumPeerConfig config = new QuorumPeerConfig();
    config.parseProperties(settings);
    members.add(new Member(config, "127.0.0.1:" + ports[self][0]));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static final class Member {
    private final QuorumPeerMain main = new QuorumPeerMain();
    private final String connectString;
    private final Thread thread;

    Member(QuorumPeerConfig config, String connectString) {
      this.connectString = connectString;
      this.thread = new Thread(() -> run(config), "zk-member");
      thread.setDaemon(true);
      thread.start();
    }

    private void run(QuorumPeerConfig config) {
      try {
        main.runFromConfig(config);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    boolean serves() {
      QuorumPeer peer = peer();
      return peer != null && peer.getActiveServer() != null && peer.getActiveServer().isRunning();
    }

    boolean isLeader() {
      return peer().leader != null;
    }

    void close() {
      peer().shutdown();
      thread.interrupt();
    }

    private QuorumPeer peer() {
      try {
        var field = QuorumPeerMain.class.getDeclaredField("quorumPeer");
        field.setAccessible(true);
        return (QuorumPeer) field.get(main);
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
  }
}
