package io.coord.examples.ensemble;

import io.coord.examples.CheckFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** The path of one write, derived from every server's counters before and after it. */
final class WriteTrace {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int POLL_MILLIS = 20;
  private static final int STEP_WIDTH = 36;
  private static final int SERVER_WIDTH = 15;

  private final Ensemble ensemble;
  private final List<Integer> servers;
  private final int receiver;
  private final int leader;
  private final Measurement before;
  private Measurement after;

  private WriteTrace(Ensemble ensemble, EnsembleState state, int receiver)
      throws InterruptedException {
    this.ensemble = ensemble;
    this.receiver = receiver;
    servers = List.copyOf(state.up().keySet());
    leader = state.leader().orElseThrow();
    before = Measurement.of(ensemble);
    after = before;
  }

  /** Records the counters before a write to this server. */
  static WriteTrace begin(Ensemble ensemble, int receiver) throws InterruptedException {
    EnsembleState state =
        ensemble.await("All servers should have the same data", EnsembleState::isLevel);
    return new WriteTrace(ensemble, state, receiver);
  }

  /**
   * Waits until every server has done its part, which may be after the client got its reply.
   *
   * @return false if a server has done more than its part. On a busy machine that can have another
   *     reason: a client that is silent for some seconds sends a ping, and an ack of the previous
   *     write may come late because of a slow disk.
   * @throws CheckFailed if a server does less than its part
   */
  boolean end() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    after = Measurement.of(ensemble);
    while (!all((done, expected) -> done == expected)) {
      if (!all((done, expected) -> done <= expected)) {
        return false;
      }
      if (System.nanoTime() > deadline) {
        throw broken();
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      after = Measurement.of(ensemble);
    }
    return true;
  }

  /** {@return the exception for servers that did not do their part} */
  CheckFailed broken() {
    return new CheckFailed(
        "The write should take its path, but the servers counted:\n" + String.join("\n", lines()));
  }

  private interface Comparison {
    boolean holds(long done, long expected);
  }

  private boolean all(Comparison comparison) {
    for (int id : servers) {
      for (WriteStep step : WriteStep.values()) {
        long done = after.count(id, step) - before.count(id, step);
        long expected = step.expected(id == receiver, id == leader, ensemble.majority());
        if (!comparison.holds(done, expected)) {
          return false;
        }
      }
      if (!comparison.holds(after.zxid(id), before.zxid(leader) + 1)) {
        return false;
      }
    }
    return true;
  }

  /** {@return a line for each step, with each server's counter before and after} */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(line("", id -> "server " + id));
    lines.add(line("", id -> id == leader ? "LEADING" : "FOLLOWING"));
    for (WriteStep step : WriteStep.values()) {
      lines.add(line(step.text(), id -> change(before.count(id, step), after.count(id, step))));
    }
    lines.add(line("it is applied: the zxid was", id -> Ballot.hex(before.zxid(id))));
    lines.add(line("and is now", id -> Ballot.hex(after.zxid(id))));
    return lines;
  }

  /** {@return the names of the steps' counters in ZooKeeper's monitoring} */
  static List<String> legend() {
    return Arrays.stream(WriteStep.values())
        .map(step -> "  %-36s  zk_%s".formatted(step.text(), step.counter()))
        .toList();
  }

  private String line(String title, IntFunction<String> cell) {
    String cells =
        servers.stream()
            .map(id -> ("%-" + SERVER_WIDTH + "s").formatted(cell.apply(id)))
            .collect(Collectors.joining());
    return ("  %-" + STEP_WIDTH + "s  %s").formatted(title, cells).stripTrailing();
  }

  private static String change(long from, long to) {
    return from == to ? Long.toString(from) : from + " -> " + to;
  }
}
