package io.coord.examples.ensemble;

import io.coord.examples.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One server of the ensemble: its ports and data, which outlive its process. */
final class Peer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final int id;
  private final int clientPort;
  private final int quorumPort;
  private final int electionPort;
  private final Path directory;
  private @Nullable ChildJvm process;

  Peer(int id, FreePorts ports, Path parent) {
    this.id = id;
    clientPort = ports.next();
    quorumPort = ports.next();
    electionPort = ports.next();
    directory = parent.resolve("server-" + id);
  }

  int id() {
    return id;
  }

  /** {@return the address that followers connect to if this server leads} */
  String quorumAddress() {
    return "127.0.0.1:" + quorumPort;
  }

  /** {@return the connect string for a client of this server only} */
  String connectString() {
    return "127.0.0.1:" + clientPort;
  }

  /**
   * {@return this server's line in a configuration file}
   *
   * @param insteadOfQuorumPort the port of a relay, for a server that connects through one
   */
  String configurationLine(OptionalInt insteadOfQuorumPort) {
    return "server.%d=127.0.0.1:%d:%d"
        .formatted(id, insteadOfQuorumPort.orElse(quorumPort), electionPort);
  }

  /** Writes the files that ZooKeeper needs before the first start. */
  void install(List<String> servers) {
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("myid"), Integer.toString(id));
      String settings =
          """
          dataDir=%s
          clientPort=%d
          clientPortAddress=127.0.0.1
          # A leader checks at each tick whether it still has a majority.
          tickTime=500
          initLimit=40
          syncLimit=20
          # How often a LOOKING server repeats its vote; the default of 60 s would take too long.
          fastleader.maxNotificationInterval=1000
          # Count the acks of every transaction, not only of every thousandth.
          leader.ackLoggingFrequency=1
          preAllocSize=1024
          admin.enableServer=false
          jmx.log4j.disable=true
          %s
          """
              .formatted(
                  directory.toString().replace("\\", "\\\\"),
                  clientPort,
                  String.join("\n", servers));
      Files.writeString(configuration(), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void start() {
    process = ChildJvm.start(PeerProcess.class, List.of(configuration().toString()));
  }

  /** Kills it like a crash: it cannot shut down properly, and keeps what it has written. */
  void kill() throws InterruptedException {
    running().kill();
    process = null;
  }

  boolean isRunning() {
    return process != null;
  }

  /** {@return what it reports about itself; empty while it is starting} */
  Optional<PeerStatus> status() throws InterruptedException {
    String answer = ask(PeerProcess.STATUS);
    return answer.equals(PeerProcess.STARTING)
        ? Optional.empty()
        : Optional.of(PeerStatus.parse(answer));
  }

  /** {@return all its counters} */
  Map<String, Long> counters() throws InterruptedException {
    Map<String, Long> counters = new HashMap<>();
    for (String counter : ask(PeerProcess.COUNTERS).split(" ", -1)) {
      int equals = counter.lastIndexOf('=');
      counters.put(counter.substring(0, equals), Long.valueOf(counter.substring(equals + 1)));
    }
    return counters;
  }

  @Override
  public void close() {
    if (process != null) {
      try {
        process.kill(); // waits for its end: it must not write while its data is being deleted
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private String ask(String question) throws InterruptedException {
    ChildJvm child = running();
    child.tell(question);
    return child.answer(PATIENCE);
  }

  private ChildJvm running() {
    if (process == null) {
      throw new IllegalStateException("Server " + id + " is down.");
    }
    return process;
  }

  private Path configuration() {
    return directory.resolve("zoo.cfg");
  }
}
