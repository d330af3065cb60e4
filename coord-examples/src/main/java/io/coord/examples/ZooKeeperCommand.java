package io.coord.examples;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A ZooKeeper to try things against. */
@Command(
    name = "zookeeper",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Runs a ZooKeeper server, reachable from this machine only, until Ctrl-C.")
final class ZooKeeperCommand implements Callable<Integer> {

  @Option(
      names = "--port",
      defaultValue = "2181",
      description = "Where it listens; 0 for any free port. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where its data is kept. Without it, the data is gone when the server ends.")
  private Optional<Path> data = Optional.empty();

  @Override
  public Integer call() throws InterruptedException {
    if (port < 0 || port > 65_535) {
      throw new UserMistake("--port must be within 0 to 65535, but is " + port + ".");
    }
    Console console = Console.standard();
    EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start(port, data);
    try (EndOfProgram end = EndOfProgram.saying(zooKeeper::close)) {
      console.line("ZooKeeper is ready at " + zooKeeper.connectString() + " (Ctrl-C ends it)");
      return end.await();
    }
  }
}
