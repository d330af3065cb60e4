package io.coord.examples;

import io.coord.Coordination;
import io.coord.lock.Contender;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows two contenders, each with its own session, that take turns holding a lock. */
@Command(
    name = "lock",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Two contenders take turns holding a lock; each reenters it.")
final class LockCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

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
  public Integer call() throws InterruptedException {
    try (DemoZooKeeper zooKeeper = where.open();
        Coordination one = zooKeeper.builder().ownerLabel("thread 1").connect();
        Coordination two = zooKeeper.builder().ownerLabel("thread 2").connect()) {
      Worker<Void> first = Worker.start("thread 1", () -> takeTurn("thread 1", one, 2));
      Worker<Void> second =
          Worker.start(
              "thread 2",
              () -> {
                firstHolds.await(); // makes the order the same in every run
                return takeTurn("thread 2", two, 1);
              });
      Duration patience = hold.multipliedBy(2).plus(PATIENCE);
      first.await(patience);
      second.await(patience);
    }
    return 0;
  }

  /** Holds the lock for the given time, and until this many contenders are queued. */
  private Void takeTurn(String name, Coordination coordination, int contenders)
      throws InterruptedException {
    DistributedLock lock = coordination.lock("demo");
    try (Lease outer = lock.acquire()) {
      console.line(name + " acquired the lock (token " + outer.fencingToken() + ")");
      firstHolds.countDown();
      try (Lease inner = lock.acquire()) { // re-entry: the same hold, and the same token
        inner.ensureHeld();
        console.line(name + " acquired it again");
        Thread.sleep(hold.toMillis());
        Contenders.await(lock, contenders, PATIENCE);
        console.line("queue: " + queue(lock));
      }
      console.line(name + " released it once");
    }
    console.line(name + " released the lock");
    return null;
  }

  /** {@return the contenders with their positions} */
  private static String queue(DistributedLock lock) throws InterruptedException {
    StringBuilder queue = new StringBuilder();
    int position = 0;
    for (Contender contender : lock.contenders()) {
      position++;
      queue.append(position == 1 ? "" : ", ").append(position).append(". ");
      queue.append(Console.printable(contender.owner()));
      queue.append(contender.holder() ? " holds" : " waits");
    }
    return queue.toString();
  }
}
