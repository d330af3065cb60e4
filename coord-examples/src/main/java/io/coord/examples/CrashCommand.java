package io.coord.examples;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what happens to a lock when its holder is killed, and when it is only paused. */
@Command(
    name = "crash",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Kills a real process while it holds the lock, then pauses another that holds it.")
final class CrashCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int POLL_MILLIS = 20;

  @Mixin private DemoOption where = new DemoOption();

  @Option(
      names = "--session-timeout",
      paramLabel = "TIME",
      defaultValue = "4s",
      converter = DurationConverter.Positive.class,
      description =
          "The session timeout: how long a crashed process keeps the lock. Default: ${DEFAULT-VALUE}.")
  private Duration sessionTimeout = Duration.ZERO;

  private final Timeline timeline = new Timeline(Console.standard());
  private final FencedStore store = new FencedStore();

  @Override
  public Integer call() throws InterruptedException {
    try (DemoZooKeeper zooKeeper = where.open();
        ChildJvm first = start(zooKeeper, "process 1")) {
      long firstToken = awaitLock("process 1", first, 0);
      try (ChildJvm second = start(zooKeeper, "process 2")) {
        long secondToken = killTheHolder(first, second, firstToken);
        try (ChildJvm third = start(zooKeeper, "process 3")) {
          pauseTheHolder(second, third, secondToken);
        }
      }
    }
    timeline.line("");
    timeline.line("  checked: each token was greater than the one before");
    timeline.line(
        "  checked: the paused holder did not write, and the store rejected its stale token");
    return 0;
  }

  private long killTheHolder(ChildJvm holder, ChildJvm next, long token)
      throws InterruptedException {
    timeline.heading("A holder is killed: the next one gets the lock when its session has expired");
    write("process 1", holder, true);
    timeline.say(Console.Colour.RED, "process 1", "is killed with kill -9");
    long begin = System.nanoTime();
    holder.kill();
    long nextToken = awaitLock("process 2", next, token);
    sayHowLong(begin);
    write("process 2", next, true);
    return nextToken;
  }

  private void pauseTheHolder(ChildJvm holder, ChildJvm next, long token)
      throws InterruptedException {
    timeline.heading("A holder is paused: it loses the lock without noticing, and must not write");
    timeline.say(Console.Colour.RED, "process 2", "is paused with SIGSTOP");
    long begin = System.nanoTime();
    holder.pause();
    awaitLock("process 3", next, token);
    sayHowLong(begin);
    write("process 3", next, true);

    timeline.say(Console.Colour.RED, "process 2", "resumes and tries to write");
    holder.tell(CrashChild.WRITE); // waits in its input until it resumes
    holder.resume();
    String answer = holder.answer(PATIENCE);
    if (!answer.equals(CrashChild.NOT_HELD)) {
      throw new CheckFailed(
          "The process that was paused still believes that it holds the lock: " + answer);
    }
    timeline.say("process 2", "does not write: isHeld() is false");
    write("process 2", holder, false);
  }

  private ChildJvm start(DemoZooKeeper zooKeeper, String name) {
    timeline.say(name, "starts and requests the lock");
    return ChildJvm.start(
        CrashChild.class,
        List.of(
            zooKeeper.connectString(),
            zooKeeper.lockRoot(),
            name,
            Long.toString(sessionTimeout.toMillis())));
  }

  /** Waits until the process has the lock, and returns the token. */
  private long awaitLock(String name, ChildJvm process, long earlierToken)
      throws InterruptedException {
    String answer = process.answer(sessionTimeout.plus(PATIENCE));
    if (!answer.startsWith(CrashChild.ACQUIRED)) {
      throw new CheckFailed(name + " should have acquired the lock, but replied: " + answer);
    }
    long token = Long.parseLong(answer.substring(CrashChild.ACQUIRED.length()));
    timeline.say(Console.Colour.GREEN, name, "acquired the lock (token " + token + ")");
    if (token <= earlierToken) {
      throw new CheckFailed("Token " + token + " came after " + earlierToken + ".");
    }
    return token;
  }

  private void sayHowLong(long begin) {
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);
    timeline.say("", "(" + Timeline.millis(taken) + " after the signal)");
  }

  private static String ask(ChildJvm process, String command) throws InterruptedException {
    process.tell(command);
    return process.answer(PATIENCE);
  }

  /**
   * Has the process write; one that no longer holds the lock does so without checking its lease.
   */
  private void write(String name, ChildJvm process, boolean holds) throws InterruptedException {
    String command = holds ? CrashChild.WRITE : CrashChild.WRITE_BLINDLY;
    String answer = ask(process, command);
    // A holder that got no CPU for a while may be suspect; a reply from a quorum proves it again.
    long deadline = System.nanoTime() + sessionTimeout.toNanos();
    while (answer.equals(CrashChild.NOT_HELD) && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      answer = ask(process, command);
    }
    if (!answer.startsWith(CrashChild.WRITES)) {
      throw new CheckFailed(name + " should have written, but replied: " + answer);
    }
    long token = Long.parseLong(answer.substring(CrashChild.WRITES.length()));
    boolean accepted = store.write(token);
    timeline.say(
        name,
        (holds ? "writes" : "writes without checking")
            + " with token "
            + token
            + (accepted ? ": accepted" : ": rejected by the store"));
    if (accepted != holds) {
      throw new CheckFailed("The store should have " + (holds ? "accepted" : "rejected") + " it.");
    }
  }
}
