package io.coord.examples;

import io.coord.examples.ElectionRecord.Sight;
import java.time.Duration;
import java.util.List;

/** One process that stands in the election of the demonstration {@code leader}. */
final class Candidate implements AutoCloseable {

  /** The name of the election. */
  private static final String ELECTION = "scheduler";

  private final String name;
  private final Timeline timeline;
  private final ElectionRecord record;
  private final ChildJvm process;

  private Candidate(String name, Timeline timeline, ElectionRecord record, List<String> arguments) {
    this.name = name;
    this.timeline = timeline;
    this.record = record;
    this.process = ChildJvm.start(LeaderChild.class, arguments, this::onEvent);
  }

  static Candidate start(
      String name,
      DemoZooKeeper zooKeeper,
      Duration sessionTimeout,
      Timeline timeline,
      ElectionRecord record) {
    timeline.say(name, "starts and stands for election");
    record.restarts(name);
    return new Candidate(
        name,
        timeline,
        record,
        List.of(
            zooKeeper.connectString(),
            zooKeeper.electionRoot(),
            ELECTION,
            name,
            Long.toString(sessionTimeout.toMillis())));
  }

  /** {@return where a process of this name says that it can be reached} */
  static String address(String name) {
    return name + ".example.com:8080";
  }

  String name() {
    return name;
  }

  ChildJvm process() {
    return process;
  }

  /** Has it execute a command, and returns its reply. */
  String ask(String command, Duration maxWait) throws InterruptedException {
    process.tell(command);
    return process.answer(maxWait);
  }

  @Override
  public void close() {
    process.close();
  }

  /** {@return whether the line is an event} */
  private boolean onEvent(String line) {
    if (line.startsWith(LeaderChild.LEADS)) {
      long epoch = epoch(line);
      timeline.say(Console.Colour.GREEN, name, "leads (epoch " + epoch + ")");
      record.leads(name, epoch);
    } else if (line.startsWith(LeaderChild.RETURNS)) {
      long epoch = epoch(line);
      timeline.say(name, "returns from its task (epoch " + epoch + ")");
      record.returns(epoch);
    } else if (line.startsWith(LeaderChild.SEES)) {
      onSight(line.split(" "));
    } else {
      return false;
    }
    return true;
  }

  private void onSight(String[] words) {
    Sight sight =
        new Sight(Long.parseLong(words[1]), words[2], words[3], List.of(words[4].split(",")));
    if (record.sees(name, sight) && !sight.leader().equals(name)) {
      timeline.say(
          name,
          "follows %s at %s (epoch %d)".formatted(sight.leader(), sight.address(), sight.epoch()));
    }
  }

  private static long epoch(String line) {
    return Long.parseLong(line.substring(line.indexOf(' ') + 1));
  }
}
