package io.coord.examples;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The tour: shows in a few seconds what Coord does, and checks it. */
@Command(
    name = "tour",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Shows in a few seconds what Coord does, and checks what it shows.")
final class TourCommand implements Callable<Integer> {

  @Mixin private DemoOption where = new DemoOption();

  @Option(
      names = "--session-timeout",
      paramLabel = "TIME",
      defaultValue = "2s",
      converter = DurationConverter.Positive.class,
      description = {
        "The session timeout of the server that crashes. Default: ${DEFAULT-VALUE}.",
        "Increase it on a machine so busy that programs stall for a second."
      })
  private Duration sessionTimeout = Duration.ZERO;

  @Override
  public Integer call() throws InterruptedException {
    Timeline timeline = new Timeline(Console.standard());
    try (DemoZooKeeper zooKeeper = where.open()) {
      timeline.say("zookeeper", "is ready at " + zooKeeper.connectString());
      try (Fleet fleet = Fleet.start(zooKeeper, sessionTimeout)) {
        MembershipTour.run(zooKeeper, fleet, timeline);
        LockTour.run(fleet, timeline);
        LeaderTour.run(zooKeeper, fleet, timeline);
      }
    }
    return 0;
  }
}
