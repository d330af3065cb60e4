package io.coord.examples.ensemble;

import io.coord.examples.Relay;
import io.coord.examples.Version;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows how a write travels through an ensemble, on real servers. */
@Command(
    name = "write-path",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Shows how a write travels through an ensemble, on real servers.",
      "Writes to the leader, to a follower, and with servers down; reads from a follower that lags."
    })
public final class WritePathCommand implements Callable<Integer> {

  @Option(
      names = "--servers",
      defaultValue = "3",
      description = "The number of servers, from 3 to 9. Default: ${DEFAULT-VALUE}.")
  private int servers;

  @Override
  public Integer call() throws InterruptedException {
    return Stage.play(
        servers,
        stage -> {
          List<Relay> relays = stage.ensemble().putLastServerBehindRelays();
          OneWrite.play(stage);
          LaggingFollower.play(stage, relays);
          ServersStopped.play(stage);
          relays.forEach(Relay::close);
        });
  }
}
