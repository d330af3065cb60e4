package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's mistake gets one line that says what to do, and exit code 2. */
class BadInputIT {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          tuor                                    | There is no subcommand 'tuor'. Choose one of:
          zookeeper --port x                      | 'x' is not an int. Try 'coord zookeeper --help'.
          zookeeper --port 65536                  | --port must be between 0 and 65535
          zookeeper --port 0 --data /dev/null/dir | Choose another with --data.
          server                                  | Missing required parameter: 'HOSTNAME'.
          server h --session-timeout 3            | '3' is not a duration such as 500ms
          server h --session-timeout 0s           | '0s' is too short: the minimum is 1ms
          tour --session-timeout 0ms              | '0ms' is too short
          leader --session-timeout never          | 'never' is not a duration such as 500ms
          server h --connect localhost:x          | --connect must be host:port
          client --connect localhost:65536        | --connect must be host:port
          client --connect ,                      | it names no server
          """)
  void isExplainedInOneLine(String arguments, String explanation) throws Exception {
    assertMistake(explanation, arguments.split(" "));
  }

  @Test
  void aBlankNameIsExplained() throws Exception {
    assertMistake("must not be blank", "server", " ");
    assertMistake("must not be blank", "client", "--service", "");
  }

  @Test
  void aPortInUseIsExplained() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertMistake("Choose another with --port", "zookeeper", "--port", port);
    }
  }

  @Test
  void anAddressWithoutAServerIsExplainedInTime() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String address = "localhost:" + port;
    long begin = System.nanoTime();
    try (Program client = Program.coord("client", "--connect", address);
        Program server = Program.coord("server", "h", "--connect", address);
        Program tour = Program.coord("tour", "--connect", address)) {
      for (Program program : List.of(client, server, tour)) {
        assertMistake("No ZooKeeper answers at " + address, program);
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isLessThan(Duration.ofSeconds(60)); // connectTimeout, and the time to start three JVMs
  }

  @Test
  void aPathThatDoesNotExistIsExplained() throws Exception {
    try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start()) {
      String address = zooKeeper.connectString() + "/nowhere";
      assertMistake("/nowhere", "client", "--connect", address);
      assertMistake("/nowhere", "tour", "--connect", address);
    }
  }

  @Test
  void zooKeepersOwnNodeIsNotAService() throws Exception {
    try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start()) {
      String address = zooKeeper.connectString();
      String mistake = "no service can be called 'zookeeper'";
      assertMistake(mistake, "client", "--service", "zookeeper", "--connect", address);
      assertMistake(mistake, "server", "h", "--service", "zookeeper", "--connect", address);
    }
  }

  @Test
  void helpShowsTheSubcommands() throws Exception {
    try (Program help = Program.coord("--help");
        Program version = Program.coord("--version");
        Program nothing = Program.coord()) {
      assertThat(help.awaitExit()).isZero();
      assertThat(help.out()).anyMatch(line -> line.contains("server hadoop102"));
      assertThat(version.awaitExit()).isZero();
      assertThat(version.out()).anyMatch(line -> line.startsWith("coord "));
      assertThat(nothing.awaitExit()).isEqualTo(2);
      assertThat(nothing.err()).anyMatch(line -> line.startsWith("Usage: coord"));
    }
  }

  private static void assertMistake(String explanation, String... arguments) throws Exception {
    try (Program program = Program.coord(arguments)) {
      assertMistake(explanation, program);
    }
  }

  private static void assertMistake(String explanation, Program program) throws Exception {
    assertThat(program.awaitExit()).isEqualTo(2);
    assertThat(program.out()).isEmpty();
    assertThat(program.err()).singleElement().asString().contains(explanation);
  }
}
