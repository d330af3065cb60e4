package io.coord.examples;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows two contenders that take turns holding a lock, on ZooKeeper's raw API. */
@Command(
    name = "native-lock",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Does the same as lock on ZooKeeper's raw API, without Coord and reentry, for comparison.")
final class NativeLockCommand implements Callable<Integer> {

  private static final int SESSION_MILLIS = 10_000;

  @Mixin private DemoOption where = new DemoOption();

  @Option(
      names = "--hold",
      paramLabel = "TIME",
      defaultValue = "2s",
      converter = DurationConverter.class,
      description = "How long each contender holds the lock. Default: ${DEFAULT-VALUE}.")
  private Duration hold = Duration.ZERO;

  private final Console console = Console.standard();
  private final CountDownLatch firstHolds = new CountDownLatch(1);

  @Override
  public Integer call() throws Exception {
    try (DemoZooKeeper zooKeeper = where.open();
        NativeZooKeeperLock one = connect(zooKeeper);
        NativeZooKeeperLock two = connect(zooKeeper)) {
      Worker<Void> first = Worker.start("thread 1", () -> takeTurn("thread 1", one));
      Worker<Void> second =
          Worker.start(
              "thread 2",
              () -> {
                firstHolds.await(); // makes the order the same in every run
                return takeTurn("thread 2", two);
              });
      Duration patience = hold.multipliedBy(2).plusSeconds(60);
      first.await(patience);
      second.await(patience);
    }
    return 0;
  }

  private static NativeZooKeeperLock connect(DemoZooKeeper zooKeeper) throws Exception {
    return NativeZooKeeperLock.connect(
        zooKeeper.connectString(), zooKeeper.lockRoot(), SESSION_MILLIS);
  }

  private Void takeTurn(String name, NativeZooKeeperLock lock) throws Exception {
    lock.lock();
    try {
      console.line(name + " acquired the lock (node " + lock.node() + ")");
      firstHolds.countDown();
      Thread.sleep(hold.toMillis());
    } finally {
      lock.unlock();
    }
    console.line(name + " released the lock");
    return null;
  }
}
