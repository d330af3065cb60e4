package io.coord.examples;

import io.coord.Coordination;
import io.coord.RejectedException;
import io.coord.UnavailableException;
import io.coord.curator.CuratorCoordination;
import java.time.Duration;
import org.apache.zookeeper.client.ConnectStringParser;
import picocli.CommandLine.Option;

/** The option {@code --connect} of the programs that need a running ZooKeeper. */
public final class ConnectOption {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Option(
      names = "--connect",
      paramLabel = "HOST:PORT,...",
      defaultValue = "localhost:2181",
      description = {
        "The ZooKeeper to use, as host:port,host:port/path.",
        "Default: ${DEFAULT-VALUE}."
      })
  private String connectString = "";

  /**
   * {@return a builder for that ZooKeeper; the caller adds its settings and calls {@link #open}}
   */
  CuratorCoordination.Builder builder() {
    requireWellFormed(connectString);
    return CuratorCoordination.builder(connectString).connectTimeout(PATIENCE);
  }

  /** Connects; if that fails, the exception says in one line what to do. */
  Coordination open(CuratorCoordination.Builder builder) {
    try {
      return builder.connect();
    } catch (UnavailableException e) {
      throw new UserMistake(noAnswer(connectString), e);
    } catch (RejectedException e) {
      throw new UserMistake(e.getMessage() + " (--connect " + connectString + ")", e);
    }
  }

  /** Connects with ZooKeeper's own client. */
  public RawClient openRaw() throws InterruptedException {
    return openRaw(connectString, PATIENCE);
  }

  /**
   * Connects with ZooKeeper's own client.
   *
   * @throws UserMistake if no server replies there, or the path in the connect string does not
   *     exist
   */
  static RawClient openRaw(String connectString, Duration patience) throws InterruptedException {
    requireWellFormed(connectString);
    RawClient raw = RawClient.connect(connectString, patience);
    if (!raw.exists("/")) {
      raw.close();
      throw new UserMistake(
          "The path in --connect %s does not exist in ZooKeeper. Create it, or leave it out."
              .formatted(Console.printable(connectString)));
    }
    return raw;
  }

  static String noAnswer(String connectString) {
    return "No ZooKeeper answers at %s. Start one there, for example with the subcommand zookeeper,"
            .formatted(Console.printable(connectString))
        + " or choose another with --connect.";
  }

  /**
   * Parses it as ZooKeeper's client will, so that the user gets one line instead of a stack trace.
   */
  static void requireWellFormed(String connectString) {
    try {
      if (new ConnectStringParser(connectString).getServerAddresses().isEmpty()) {
        throw new IllegalArgumentException("it names no server");
      }
    } catch (IllegalArgumentException e) {
      throw new UserMistake(
          "--connect must be host:port, or several separated by commas, but is '%s': %s."
              .formatted(Console.printable(connectString), e.getMessage()),
          e);
    }
  }
}
