package io.coord.examples;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a ZooKeeper server to experiment with. */
@Command(
    name = "zookeeper",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Runs a ZooKeeper server, reachable only from this machine, until Ctrl-C.")
final class ZooKeeperCommand implements Callable<Integer> {

  @Option(
      names = "--port",
      defaultValue = "2181",
      description = "The port to listen on; 0 for any free port. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The directory that keeps its data. Without it, the data is deleted at the end.")
  private Optional<Path> data = Optional.empty();

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > 65_535) {
      throw new UserMistake("--port must be between 0 and 65535, but is " + port + ".");
    }
    Console console = Console.standard();
    EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start(port, data);
    try (EndOfProgram end = EndOfProgram.saying(zooKeeper::close)) {
      console.line("ZooKeeper is ready at " + zooKeeper.connectString() + " (Ctrl-C stops it)");
      return end.await();
    }
  }
}
