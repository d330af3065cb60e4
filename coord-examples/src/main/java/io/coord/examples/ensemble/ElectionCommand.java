package io.coord.examples.ensemble;

import io.coord.examples.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows how an ensemble elects its leader, on real servers. */
@Command(
    name = "election",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Shows how ZooKeeper servers elect their leader, on real servers.",
      "First start, leader killed, majority lost. Each step is checked against the servers' state.",
      "On a terminal the table updates as they change; * marks a server that is not serving yet."
    })
public final class ElectionCommand implements Callable<Integer> {

  @Option(
      names = "--servers",
      defaultValue = "5",
      description = "The number of servers, from 3 to 9. Default: ${DEFAULT-VALUE}.")
  private int servers;

  @Override
  public Integer call() throws InterruptedException {
    return Stage.play(
        servers,
        stage -> {
          FirstStart.play(stage);
          LaterElections.play(stage);
          MajorityLost.play(stage);
        });
  }
}
