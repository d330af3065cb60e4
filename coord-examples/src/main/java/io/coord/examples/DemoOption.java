package io.coord.examples;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --connect} of demonstrations that can start their own ZooKeeper. */
final class DemoOption {

  @Option(
      names = "--connect",
      paramLabel = "HOST:PORT,...",
      description = {
        "The ZooKeeper to use, as host:port,host:port/path.",
        "Without it, the demonstration starts its own."
      })
  private Optional<String> connectString = Optional.empty();

  DemoZooKeeper open() throws InterruptedException {
    return connectString.isPresent()
        ? DemoZooKeeper.at(connectString.get())
        : DemoZooKeeper.embedded();
  }
}
