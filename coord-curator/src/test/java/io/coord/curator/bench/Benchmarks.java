package io.coord.curator.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** The program: which part, which scale, and where the report goes. */
public final class Benchmarks {

  private static final List<String> PARTS =
      List.of("lock", "membership", "queues", "held", "election");

  private Benchmarks() {}

  /** Arguments: a part, "all" or "smoke"; "full" or "tiny"; and a directory. */
  public static void main(String[] arguments) {
    try {
      run(
          arguments[0],
          Scale.valueOf(arguments[1].toUpperCase(Locale.ROOT)),
          Path.of(arguments[2]));
    } catch (Throwable failure) {
      failure.printStackTrace();
      System.exit(1);
    }
    System.exit(0); // the peers leave threads behind that are no daemons
  }

  private static void run(String part, Scale scale, Path directory) throws Exception {
    if (part.equals("smoke")) {
      smoke(new Report(directory.resolve("smoke.md")));
      return;
    }
    for (String each : part.equals("all") ? PARTS : List.of(part)) {
      Report report = new Report(directory.resolve(each + ".md"));
      report.say(machine());
      try (BenchServer server = BenchServer.start()) {
        run(each, server, report, scale, directory);
      }
    }
  }

  /** What every build checks, with the counts; the first that is too large ends it. */
  private static void smoke(Report report) throws Exception {
    report.heading("Requests");
    report.table("checked", "counted");
    try (GrowthChecks checks = new GrowthChecks()) {
      for (Map.Entry<String, Callable<String>> check : checks.all().entrySet()) {
        report.row(check.getKey(), check.getValue().call());
      }
    }
  }

  private static void run(
      String part, BenchServer server, Report report, Scale scale, Path directory)
      throws Exception {
    switch (part) {
      case "lock" -> new LockBenchmark(server, report, scale).run();
      case "queues" -> new QueuesBenchmark(server, report, scale).run();
      case "held" -> new HeldBenchmark(server, report, scale).run();
      case "election" -> new ElectionBenchmark(server, report, scale).run();
      case "membership" -> membership(server, report, scale, directory);
      default ->
          throw new IllegalArgumentException(
              "No part '%s'; all, smoke, or one of %s".formatted(part, PARTS));
    }
  }

  private static void membership(BenchServer server, Report report, Scale scale, Path directory)
      throws Exception {
    LogLogChart.write(
        directory.resolve("first-view.svg"),
        "Time until the first full view",
        "members",
        "ms",
        new FirstViewBenchmark(server, report, scale).run());
    new ResyncBenchmark(server, report, scale).run();
    LogLogChart.write(
        directory.resolve("join.svg"),
        "Time from the call of register() until seen, p50",
        "members",
        "ms",
        new JoinBenchmark(server, report, scale).run());
    new RegistrationBenchmark(server, report, scale).run();
    new HeapBenchmark(server, report, scale).run();
    new WatchersBenchmark(server, report, scale).run();
  }

  private static String machine() {
    return "Java %s, %s %s, %d processors"
        .formatted(
            System.getProperty("java.version"),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors());
  }
}
