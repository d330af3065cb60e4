package io.coord.curator.bench;

import io.coord.curator.bench.BenchServer.Traffic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Several JVMs whose threads all want one lock. */
final class Fleet implements AutoCloseable {

  private final BenchServer server;
  private final List<ChildJvm> members = new ArrayList<>();

  Fleet(BenchServer server, int size) throws IOException {
    this.server = server;
    for (int i = 0; i < size; i++) {
      members.add(
          ChildJvm.start(
              FleetMember.class, List.of("-Xms64m", "-Xmx256m"), server.connectString()));
    }
  }

  /** Lets so many threads in each JVM acquire and release for so long. */
  Outcome run(String kind, int threads, int millis) throws IOException {
    String word = kind.replace(' ', '_');
    for (ChildJvm member : members) {
      member.ask("open " + word);
    }
    Traffic before = server.traffic();
    long start = System.nanoTime();
    members.forEach(member -> member.send("run %s %d %d".formatted(word, threads, millis)));
    List<Long> tenures = new ArrayList<>();
    long grants = 0;
    for (ChildJvm member : members) {
      String[] words = member.answer().split(" ");
      grants += Long.parseLong(words[0]);
      tenures.add(Long.parseLong(words[1]));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Outcome(grants, seconds, tenures, server.traffic().since(before).requests());
  }

  @Override
  public void close() throws InterruptedException {
    for (ChildJvm member : members) {
      member.close();
    }
  }

  /**
   * What came of a run.
   *
   * @param tenures of each JVM
   * @param requests at the server
   */
  record Outcome(long grants, double seconds, List<Long> tenures, long requests) {

    double perSecond() {
      return grants / seconds;
    }

    double microsPerGrant() {
      return seconds * 1e6 / grants;
    }

    double requestsPerGrant() {
      return (double) requests / grants;
    }

    /** Jain's index of fairness over the JVMs' tenures: 1 if all have as many. */
    double fairness() {
      double sum = stream().sum();
      double squares = stream().mapToDouble(each -> (double) each * each).sum();
      return sum * sum / (tenures.size() * squares);
    }

    private LongStream stream() {
      return tenures.stream().mapToLong(Long::longValue);
    }
  }
}
