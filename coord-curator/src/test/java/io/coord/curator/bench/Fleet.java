package io.coord.curator.bench;

import io.coord.curator.bench.BenchServer.Traffic;
import io.coord.curator.testing.ChildJvm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** Several JVMs whose threads all want one lock. */
final class Fleet implements AutoCloseable {

  /** Two processors and ten JVMs: each is to start quickly, and to leave the others room. */
  static final List<String> SMALL_JVM =
      List.of("-Xmx64m", "-Xss256k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final long NANOS_TO_ASK = TimeUnit.MILLISECONDS.toNanos(200); // every member

  private final BenchServer server;
  private final List<ChildJvm> members = new ArrayList<>();

  Fleet(BenchServer server, int size, List<String> jvmArguments) throws IOException {
    this.server = server;
    for (int i = 0; i < size; i++) {
      members.add(ChildJvm.start(FleetMember.class, jvmArguments, server.connectString()));
    }
  }

  /**
   * Lets so many threads in each JVM acquire and release, and counts for so long, from when all
   * have had the lock. The processes of one machine share the clock of System.nanoTime.
   */
  Outcome run(String kind, int threads, int millis) throws IOException {
    askAll("open " + kind.replace(' ', '_'));
    askAll("start " + threads);
    long from = System.nanoTime() + NANOS_TO_ASK;
    long to = from + TimeUnit.MILLISECONDS.toNanos(millis);
    members.forEach(member -> member.send("count %d %d".formatted(from, to)));
    sleepUntil(from);
    Traffic before = server.traffic();
    sleepUntil(to);
    long requests = server.traffic().since(before).requests();
    long grants = 0;
    List<Long> tenures = new ArrayList<>();
    List<Long> extraThreads = new ArrayList<>();
    for (ChildJvm member : members) {
      String[] words = member.answer().split(" ");
      grants += Long.parseLong(words[0]);
      tenures.add(Long.parseLong(words[1]));
      extraThreads.add(Long.parseLong(words[2]));
    }
    long most = extraThreads.stream().mapToLong(Long::longValue).max().orElseThrow();
    return new Outcome(grants, millis / 1e3, tenures, requests, most);
  }

  @Override
  public void close() throws InterruptedException {
    for (ChildJvm member : members) {
      member.close();
    }
  }

  private void askAll(String line) throws IOException {
    for (ChildJvm member : members) {
      member.send(line);
    }
    for (ChildJvm member : members) {
      member.answer();
    }
  }

  static void sleepUntil(long nanoTime) {
    for (long rest = nanoTime - System.nanoTime(); rest > 0; rest = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(rest);
    }
  }

  /**
   * What came of a run.
   *
   * @param tenures of each JVM
   * @param requests at the server
   * @param extraThreads of a JVM beside those that want the lock; of the JVM that has the most
   */
  record Outcome(
      long grants, double seconds, List<Long> tenures, long requests, long extraThreads) {

    double perSecond() {
      return grants / seconds;
    }

    /** If there was no grant at all, as if there had been one. */
    double microsPerGrant() {
      return seconds * 1e6 / Math.max(1, grants);
    }

    double requestsPerGrant() {
      return (double) requests / Math.max(1, grants);
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
