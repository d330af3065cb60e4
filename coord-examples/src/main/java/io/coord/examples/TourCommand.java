package io.coord.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The tour: everything Coord does, in a few seconds, and checked while it is shown. */
@Command(
    name = "tour",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Shows in a few seconds what Coord does, and checks what it shows.")
final class TourCommand implements Callable<Integer> {

  @Mixin private DemoOption where = new DemoOption();

  @Override
  public Integer call() throws InterruptedException {
    Timeline timeline = new Timeline(Console.standard());
    try (DemoZooKeeper zooKeeper = where.open()) {
      timeline.say("zookeeper", "is ready at " + zooKeeper.connectString());
      try (Fleet fleet = Fleet.start(zooKeeper)) {
        MembershipTour.run(zooKeeper, fleet, timeline);
        LockTour.run(fleet, timeline);
      }
    }
    return 0;
  }
}
