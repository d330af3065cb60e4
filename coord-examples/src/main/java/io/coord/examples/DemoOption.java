package io.coord.examples;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --connect} of demonstrations that bring a ZooKeeper of their own. */
final class DemoOption {

  @Option(
      names = "--connect",
      paramLabel = "HOST:PORT,...",
      description = {
        "The ZooKeeper to use, as host:port,host:port/path.",
        "Without it, one is started for the time of the demonstration."
      })
  private Optional<String> connectString = Optional.empty();

  DemoZooKeeper open() throws InterruptedException {
    return connectString.isPresent()
        ? DemoZooKeeper.at(connectString.get())
        : DemoZooKeeper.embedded();
  }
}
