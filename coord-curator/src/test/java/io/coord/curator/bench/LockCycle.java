package io.coord.curator.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** One acquire and release of a lock that all threads of the JVM share. */
@State(Scope.Benchmark)
public class LockCycle {

  private static final String SERVER = "bench.server";

  @Param("")
  public String peer;

  private LockPeer lock;

  @Setup
  public void open() throws Exception {
    String name = peer.replace(' ', '-');
    lock = LockPeer.open(peer, System.getProperty(SERVER), name);
  }

  @TearDown
  public void close() throws Exception {
    lock.close();
  }

  @Benchmark
  public long cycle() throws Exception {
    return lock.cycle();
  }

  /** Cycles per second, in a JVM of its own. */
  static double throughput(String peer, String connectString, int threads, Times times)
      throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include("^" + LockCycle.class.getName().replace(".", "\\.") + "\\.cycle$")
                .param("peer", peer)
                .mode(Mode.Throughput)
                .timeUnit(TimeUnit.SECONDS)
                .threads(threads)
                .forks(1)
                .warmupIterations(times.warmups())
                .warmupTime(TimeValue.milliseconds(times.millis()))
                .measurementIterations(times.iterations())
                .measurementTime(TimeValue.milliseconds(times.millis()))
                .timeout(TimeValue.minutes(2))
                .jvmArgs("-Xms256m", "-Xmx256m", "-D" + SERVER + "=" + connectString)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build())
        .runSingle()
        .getPrimaryResult()
        .getScore();
  }

  /** Iterations of one fork. */
  record Times(int warmups, int iterations, int millis) {}
}
