package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer does by hand: a ZooKeeper, a client and servers, each in its own terminal. */
class ThreeTerminalsIT {

  private static final String ONLINE = "hadoop102 is online /servers/hadoop102";

  /** Long enough that no session expires because the machine is busy. */
  private static final String TIMEOUT = "6s";

  @TempDir private Path data;

  private Program zooKeeper;
  private String address;

  @BeforeEach
  void startZooKeeper() throws IOException {
    startZooKeeper(String.valueOf(freePort()));
  }

  /**
   * Chooses a port below the range from which systems choose the ports of outgoing connections:
   * otherwise such a connection could occupy it when ZooKeeper restarts.
   */
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(11_000, 32_000);
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (BindException e) {
        // In use; try another one.
      }
    }
  }

  private void startZooKeeper(String port) throws IOException {
    zooKeeper = Program.coord("zookeeper", "--port", port, "--data", data.toString());
    address = zooKeeper.awaitLine("ZooKeeper is ready at ").split(" ")[4];
  }

  @AfterEach
  void endZooKeeper() {
    zooKeeper.close();
  }

  private Program client() throws IOException {
    Program client = Program.coord("client", "--connect", address);
    client.awaitLine("client is working ...");
    return client;
  }

  private Program server(String hostname) throws IOException {
    return Program.coord("server", hostname, "--connect", address, "--session-timeout", TIMEOUT);
  }

  @Test
  void aClientSeesServersJoinCrashAndLeave() throws Exception {
    try (Program client = client();
        Program first = server("hadoop102")) {
      client.awaitLast("+ hadoop102", "[hadoop102]");
      first.awaitLast(ONLINE, "hadoop102 is working ...");
      try (Program second = server("hadoop103")) {
        client.awaitLast("+ hadoop103", "[hadoop102, hadoop103]");

        long begin = System.nanoTime();
        first.kill();
        client.awaitLast("- hadoop102", "[hadoop103]");
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
            .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));

        second.terminate();
        client.awaitLast("- hadoop103", "[]");
        second.awaitExit();
        assertThat(second.out()).endsWith("hadoop103 is offline");
      }
      assertThat(client.out())
          .containsExactly(
              "client is working ...",
              "[]",
              "+ hadoop102",
              "[hadoop102]",
              "+ hadoop103",
              "[hadoop102, hadoop103]",
              "- hadoop102",
              "[hadoop103]",
              "- hadoop103",
              "[]");
      assertThat(client.err()).isEmpty();
    }
  }

  @Test
  void aNodeTypedIntoZooKeepersCommandLineIsAServer() throws Exception {
    try (RawClient raw = RawClient.connect(address, Duration.ofSeconds(30))) {
      // as in the tutorial: create /servers "servers"
      raw.zooKeeper()
          .create("/servers", "servers".getBytes(), Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }
    try (Program client = client();
        Program zkCli = Program.zooKeeperCommandLine(address)) {
      zkCli.type("create -e -s /servers/hadoop102 \"hadoop102\"");
      client.awaitLast("+ hadoop102", "[hadoop102]");
      try (Program server = server("hadoop103")) {
        client.awaitLast("+ hadoop103", "[hadoop102, hadoop103]");
        zkCli.type("get /servers/hadoop103");
        zkCli.awaitLine("hadoop103"); // plain text, readable with ZooKeeper's own tools
        server.terminate();
        client.awaitLast("- hadoop103", "[hadoop102]");
      }
      zkCli.type("delete /servers/hadoop1020000000000");
      client.awaitLast("- hadoop102", "[]");
    }
  }

  @Test
  void aClientReportsAStaleViewAndServersRecoverByThemselves() throws Exception {
    try (Program client = client();
        Program server = server("hadoop102")) {
      client.awaitLast("+ hadoop102", "[hadoop102]");
      zooKeeper.kill();
      client.awaitLast("(view is stale: not connected)");

      startZooKeeper(address.replaceFirst(".*:", ""));
      client.awaitLine("(view is current again)");
      client.awaitLast("[hadoop102]");
      server.awaitLast(ONLINE, "hadoop102 is working ...");
      assertThat(server.out()).hasSizeGreaterThan(2);
    }
  }

  @Test
  void aZooKeeperWithoutADirectoryLeavesNothingBehind(@TempDir Path temporary) throws Exception {
    try (Program other = Program.coord(temporary, "zookeeper", "--port", "0")) {
      other.awaitLine("ZooKeeper is ready at ");
      assertThat(temporary).isNotEmptyDirectory();
      other.terminate();
      other.awaitExit();
      assertThat(temporary).isEmptyDirectory();
    }
  }

  @Test
  void aServerThatIsReplacedByANewerOneExits() throws Exception {
    try (Program older = server("hadoop102")) {
      older.awaitLine(ONLINE);
      try (Program newer = server("hadoop102")) {
        newer.awaitLine(ONLINE);
        assertThat(older.awaitExit()).isEqualTo(1);
        assertThat(older.err()).anyMatch(line -> line.startsWith("coord: Another server"));
        try (Program client = client()) {
          client.awaitLast("+ hadoop102", "[hadoop102]");
        }
      }
    }
  }
}
