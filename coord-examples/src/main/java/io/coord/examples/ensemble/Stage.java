package io.coord.examples.ensemble;

import io.coord.examples.CheckFailed;
import io.coord.examples.Console;
import io.coord.examples.EndOfProgram;
import io.coord.examples.UserMistake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the acts share: the ensemble, and how a step is shown and checked. */
final class Stage {

  private static final int FEWEST = 3;
  private static final int MOST = 9;

  private final Ensemble ensemble;
  private final Console console;
  private final StatusTable table;
  private final List<String> acknowledged = new ArrayList<>();

  Stage(Ensemble ensemble, Console console) {
    this.ensemble = ensemble;
    this.console = console;
    table = new StatusTable(console);
  }

  /** Plays the acts on an ensemble that leaves nothing behind, even if the program is stopped. */
  static int play(int servers, Acts acts) throws InterruptedException {
    requireSize(servers);
    Ensemble ensemble = Ensemble.of(servers);
    EndOfProgram end = EndOfProgram.saying(ensemble::close);
    try {
      Stage stage = new Stage(ensemble, Console.standard());
      acts.play(stage);
      stage.say("");
      stage.say("Every step followed the rules.");
      return 0;
    } finally {
      end.close();
      ensemble.close();
    }
  }

  Ensemble ensemble() {
    return ensemble;
  }

  void say(String text) {
    console.line(text);
  }

  void act(String title) {
    say("");
    console.line(Console.Colour.BOLD, title);
  }

  /** Prints the rule that decided a step. */
  void rule(String text) {
    console.line(Console.Colour.GREEN, "  rule: " + text);
  }

  void start(int... servers) {
    say("");
    say(named(servers) + (servers.length == 1 ? " starts" : " start"));
    IntStream.of(servers).forEach(id -> ensemble.peer(id).start());
  }

  /** Kills servers one after another, in this order. */
  void kill(int... servers) throws InterruptedException {
    say("");
    say(named(servers) + (servers.length == 1 ? " is killed" : " are killed"));
    for (int id : servers) {
      ensemble.peer(id).kill();
    }
  }

  /** Waits for the end of a step and shows the state. */
  EnsembleState expect(String expectation, Predicate<EnsembleState> expected)
      throws InterruptedException {
    EnsembleState state = ensemble.await(expectation, expected, table::during);
    table.after(state);
    return state;
  }

  EnsembleState expectLeader(int leader) throws InterruptedException {
    return expect("Server " + leader + " should lead", state -> state.isLedBy(leader));
  }

  /** Waits until all running servers have exchanged their votes and found too few. */
  EnsembleState expectNobody() throws InterruptedException {
    return expect(
        "All should be LOOKING and vote for the one with the greatest ballot",
        state -> state.allLookAndVoteFor((int) Ballot.winner(state.ballots()).server()));
  }

  void require(boolean claim, String text) {
    if (!claim) {
      throw new CheckFailed(text + ", but it was otherwise.");
    }
  }

  /** Writes a node, so that all running servers have the same last transaction in their logs. */
  EnsembleState level() throws InterruptedException {
    write(1);
    EnsembleState state =
        ensemble.await("All servers should have the write", EnsembleState::isLevel);
    say("  zxid " + Ballot.hex(state.ballots().get(0).zxid()) + " is in every log");
    return state;
  }

  /** Writes this many nodes. */
  void write(int times) throws InterruptedException {
    try (EnsembleClient client = EnsembleClient.connect(ensemble.connectString())) {
      for (int i = 0; i < times; i++) {
        write(client, "/written-" + (acknowledged.size() + 1));
      }
    }
    say("");
    say("a client writes " + times + (times == 1 ? " node" : " nodes"));
  }

  /** Writes a node with this client, and returns how long the acknowledgement took. */
  Duration write(EnsembleClient client, String path) throws InterruptedException {
    long begin = System.nanoTime();
    client.write(path);
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);
    acknowledged.add(path);
    return taken;
  }

  /** Checks on each server that it has every node whose write was acknowledged. */
  void requireAllWrites() throws InterruptedException {
    for (int id = 1; id <= ensemble.size(); id++) {
      try (EnsembleClient client = EnsembleClient.connect(ensemble.peer(id).connectString())) {
        for (String path : acknowledged) {
          require(client.has(path), "Server " + id + " should have " + path);
        }
      }
    }
  }

  private static void requireSize(int servers) {
    if (servers < FEWEST || servers > MOST) {
      throw new UserMistake(
          "--servers must be between %d and %d, but is %d.".formatted(FEWEST, MOST, servers));
    }
  }

  private static String named(int... servers) {
    if (servers.length == 1) {
      return "server " + servers[0];
    }
    int last = servers.length - 1;
    return Arrays.stream(servers, 0, last)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", ", "servers ", " and "))
        + servers[last];
  }

  /** The acts of a demonstration. */
  @FunctionalInterface
  interface Acts {
    void play(Stage stage) throws InterruptedException;
  }
}
