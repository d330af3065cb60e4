package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A program of the examples in its own process, as a user starts it from a terminal. */
final class Program implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final String name;
  private final Process process;
  private final List<String> out = new CopyOnWriteArrayList<>();
  private final List<String> err = new CopyOnWriteArrayList<>();
  private final List<Thread> readers = new ArrayList<>();
  private final PrintWriter in;

  private Program(List<String> command) throws IOException {
    name = String.join(" ", command.subList(command.size() - 1, command.size()));
    process = new ProcessBuilder(command).start();
    in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    read(process.inputReader(StandardCharsets.UTF_8), out);
    read(process.errorReader(StandardCharsets.UTF_8), err);
  }

  /**
   * Starts the examples' main class with these arguments; from the packaged jar if there is one.
   */
  static Program coord(String... arguments) throws IOException {
    return coord(Path.of(System.getProperty("java.io.tmpdir")), arguments);
  }

  /** The same, with another directory for temporary files. */
  static Program coord(Path temporary, String... arguments) throws IOException {
    List<String> command = java();
    command.add("-Djava.io.tmpdir=" + temporary);
    String jar = System.getProperty("coord.examples.jar");
    if (jar != null && Files.exists(Path.of(jar))) {
      command.addAll(List.of("-jar", jar));
    } else {
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    }
    command.addAll(Arrays.asList(arguments));
    return new Program(command);
  }

  /** Starts ZooKeeper's own command line, to type commands into. */
  static Program zooKeeperCommandLine(String connectString) throws IOException {
    List<String> command = java();
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("org.apache.zookeeper.ZooKeeperMain", "-server", connectString));
    return new Program(command);
  }

  private static List<String> java() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-Xmx256m"));
  }

  void type(String line) {
    in.println(line);
  }

  /** {@return the lines printed so far} */
  List<String> out() {
    return List.copyOf(out);
  }

  List<String> err() {
    return List.copyOf(err);
  }

  /** Waits for a line that starts like this, and returns it. */
  String awaitLine(String beginning) {
    awaitOut(lines -> assertThat(lines).anyMatch(line -> line.startsWith(beginning)));
    return out.stream().filter(line -> line.startsWith(beginning)).findFirst().orElseThrow();
  }

  /** Waits until these are the last lines printed. */
  void awaitLast(String... lines) {
    awaitOut(printed -> assertThat(printed).endsWith(lines));
  }

  private void awaitOut(java.util.function.Consumer<List<String>> assertion) {
    await(name)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertion.accept(out()));
  }

  /** Waits for the program to exit and for all its output, and returns the exit code. */
  int awaitExit() throws InterruptedException {
    return awaitExit(PATIENCE);
  }

  int awaitExit(Duration maxWait) throws InterruptedException {
    assertThat(process.waitFor(maxWait.toSeconds(), TimeUnit.SECONDS))
        .as("%s ended; it printed %s and %s", name, out, err)
        .isTrue();
    for (Thread reader : readers) {
      reader.join();
    }
    return process.exitValue();
  }

  /** Sends SIGTERM, which has the same effect as Ctrl-C. */
  void terminate() {
    process.toHandle().destroy(); // unlike Process.destroy, this leaves its output readable
  }

  /** Sends SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read(BufferedReader from, List<String> to) {
    Thread reader =
        new Thread(
            () -> {
              try (from) {
                from.lines().forEach(to::add);
              } catch (IOException | UncheckedIOException e) {
                // the process was killed
              }
            },
            "reader of " + name);
    reader.setDaemon(true);
    reader.start();
    readers.add(reader);
  }
}
