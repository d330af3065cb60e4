package io.coord.examples;

import io.coord.examples.ElectionRecord.Led;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows who leads when the leader is killed, paused, and asked to step down. */
@Command(
    name = "leader",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Three processes stand for election, and follow whoever leads.",
      "The first leader is killed, the second is paused, and the third steps down. Prints each",
      "change with its epoch as each process sees it, and checks that there is one leader at a",
      "time and that everybody sees it. Takes about three session timeouts."
    },
    footerHeading = "%nTo show it with a shorter session timeout:%n",
    footer = {
      "  mvn -q compile exec:java -Dexec.args='leader --session-timeout 2s'",
      "",
      "How ZooKeeper's own servers elect their leader is another demonstration: 'election'."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every change was as it should be",
      "1:failure, or a check found a broken guarantee",
      "2:invalid request; the message says what to do"
    })
final class LeaderCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int POLL_MILLIS = 20;

  /** How long it took until somebody led again. */
  private record Timing(String change, Duration taken, String since) {}

  @Mixin private DemoOption where = new DemoOption();

  @Option(
      names = "--session-timeout",
      paramLabel = "TIME",
      defaultValue = "4s",
      converter = DurationConverter.Positive.class,
      description = {
        "The session timeout: how long nobody leads after a crash. Default: ${DEFAULT-VALUE}.",
        "Increase it on a machine so busy that programs stall for a second."
      })
  private Duration sessionTimeout = Duration.ZERO;

  private final Timeline timeline = new Timeline(Console.standard());
  private final ElectionRecord record = new ElectionRecord();
  private final FencedStore store = new FencedStore();
  private final Map<String, Candidate> awake = new TreeMap<>();
  private final List<Timing> timings = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    try (DemoZooKeeper zooKeeper = where.open()) {
      try {
        run(zooKeeper);
      } finally {
        awake.values().forEach(Candidate::close);
      }
    }
    return 0;
  }

  private void run(DemoZooKeeper zooKeeper) throws InterruptedException {
    timeline.heading("Three processes stand for election: the first one leads, the others follow");
    start("hadoop102", zooKeeper);
    Led first = record.awaitTermAfter(0, PATIENCE);
    start("hadoop103", zooKeeper);
    awaitFollowed(first); // so that they queue in this order
    start("hadoop104", zooKeeper);
    awaitFollowed(first);
    checkWhoWrites(first);

    Led second = kill(first);
    start(first.leader(), zooKeeper);
    awaitFollowed(second);
    Led third = pause(second);
    stepDown(third);

    printTimings();
    printChecks();
  }

  private void start(String name, DemoZooKeeper zooKeeper) {
    awake.put(name, Candidate.start(name, zooKeeper, sessionTimeout, timeline, record));
  }

  private Led kill(Led leader) throws InterruptedException {
    timeline.heading("The leader is killed: the next one leads when its session has expired");
    Candidate killed = candidate(leader);
    awake.remove(killed.name());
    timeline.say(Console.Colour.RED, killed.name(), "is killed with kill -9");
    long begin = System.nanoTime();
    killed.process().kill();
    Led next = awaitNext(leader);
    timings.add(new Timing(killed.name() + " killed", since(begin, next), "the signal"));
    return next;
  }

  private Led pause(Led leader) throws InterruptedException {
    timeline.heading("The leader is paused: it is replaced without noticing, and must not write");
    Candidate paused = candidate(leader);
    awake.remove(paused.name());
    try {
      timeline.say(Console.Colour.RED, paused.name(), "is paused with SIGSTOP");
      long begin = System.nanoTime();
      paused.process().pause();
      Led next = awaitNext(leader);
      timings.add(new Timing(paused.name() + " paused", since(begin, next), "the signal"));

      timeline.say(Console.Colour.RED, paused.name(), "resumes and tries to write");
      paused.process().tell(LeaderChild.WRITE); // waits in its input until it resumes
      paused.process().resume();
      String reply = paused.process().answer(PATIENCE);
      if (reply.startsWith(LeaderChild.WRITES)) {
        throw new CheckFailed("The leader that was paused still believes that it leads.");
      }
      timeline.say(paused.name(), "does not write: isLeading() is false");
      checkRejected(paused);
    } finally {
      awake.put(paused.name(), paused);
    }
    Led next = record.awaitTermAfter(leader.epoch(), PATIENCE);
    awaitFollowed(next); // the one that was paused stands again
    return next;
  }

  private void stepDown(Led leader) throws InterruptedException {
    timeline.heading("The leader steps down: the next one leads once its task has returned");
    Candidate stepping = candidate(leader);
    timeline.say(Console.Colour.YELLOW, stepping.name(), "is asked to step down");
    stepping.process().tell(LeaderChild.STEP_DOWN);
    Led next = awaitNext(leader);
    Duration taken = record.awaitReturn(leader.epoch(), next.beganNanos(), PATIENCE);
    timings.add(new Timing(stepping.name() + " stepped down", taken, "its task returned"));
  }

  /** Waits until somebody else leads, everybody sees it, and nobody else writes. */
  private Led awaitNext(Led leader) throws InterruptedException {
    Led next = record.awaitTermAfter(leader.epoch(), sessionTimeout.plus(PATIENCE));
    if (next.leader().equals(leader.leader())) {
      throw new CheckFailed(leader.leader() + " leads again, before those who wait.");
    }
    checkWhoWrites(next);
    awaitFollowed(next);
    return next;
  }

  private void awaitFollowed(Led term) throws InterruptedException {
    record.awaitSeen(term, Candidate.address(term.leader()), awake.keySet(), PATIENCE);
  }

  /** Has everybody write: the store accepts it from the leader, and the others must not try. */
  private void checkWhoWrites(Led term) throws InterruptedException {
    for (Candidate other : awake.values()) {
      if (!other.name().equals(term.leader())) {
        checkIdle(other);
      }
    }
    String reply = candidate(term).ask(LeaderChild.WRITE, PATIENCE);
    // A leader that got no CPU for a while may be suspect; a reply from a quorum proves it again.
    long deadline = System.nanoTime() + sessionTimeout.toNanos();
    while (reply.equals(LeaderChild.NOT_LEADING) && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      reply = candidate(term).ask(LeaderChild.WRITE, PATIENCE);
    }
    if (!reply.equals(LeaderChild.WRITES + term.epoch())) {
      throw new CheckFailed(term.leader() + " should write as the leader, but replied: " + reply);
    }
    if (!store.write(term.epoch())) {
      throw new CheckFailed("The store rejected the leader's epoch " + term.epoch() + ".");
    }
    timeline.say(term.leader(), "writes with epoch " + term.epoch() + ": accepted");
  }

  /** A lease is released only after the task has returned, so no other task may run now. */
  private static void checkIdle(Candidate candidate) throws InterruptedException {
    String reply = candidate.ask(LeaderChild.WRITE, PATIENCE);
    if (!reply.equals(LeaderChild.IDLE)) {
      throw new CheckFailed(
          candidate.name() + " should not run its task while another leads, but replied: " + reply);
    }
  }

  private void checkRejected(Candidate former) throws InterruptedException {
    String reply = former.ask(LeaderChild.WRITE_BLINDLY, PATIENCE);
    long epoch = Long.parseLong(reply.substring(LeaderChild.WRITES.length()));
    if (store.write(epoch)) {
      throw new CheckFailed("The store accepted the stale epoch " + epoch + ".");
    }
    timeline.say(former.name(), "writes blindly with epoch " + epoch + ": rejected by the store");
  }

  private Candidate candidate(Led term) {
    Candidate found = awake.get(term.leader());
    if (found == null) {
      throw new CheckFailed(term.leader() + " leads, but was killed or is paused.");
    }
    return found;
  }

  private static Duration since(long begin, Led term) {
    return Duration.ofNanos(term.beganNanos() - begin);
  }

  private void printTimings() {
    timeline.line("");
    timeline.line("  %-24s %s".formatted("change", "the next one led after"));
    for (Timing timing : timings) {
      timeline.line(
          "  %-24s %9s from %s"
              .formatted(timing.change(), Timeline.millis(timing.taken()), timing.since()));
    }
    timeline.line("");
  }

  private void printChecks() {
    timeline.line("  checked: %d terms, each with a greater epoch".formatted(record.terms()));
    timeline.line("  checked: every process saw each leader, with its address and epoch");
    timeline.line("  checked: the next leader began only after the task of the last had returned");
    timeline.line(
        "  checked: the paused leader did not write, and the store rejected its stale epoch");
  }
}
