package io.coord.curator.lab.scenario;

import io.coord.curator.lab.Signals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Another process with a Coordination, that does what it is told on its input ({@link PeerProcess})
 * and can be stopped, continued and killed. It ends when its input does.
 */
final class Peer implements AutoCloseable {

  private final Process process;
  private final PrintStream orders;
  private final BufferedReader answers;

  private Peer(Process process) {
    this.process = process;
    this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** A process that is being started; it answers when it is connected. */
  static Peer start(String connectString, int sessionMillis) {
    return start(connectString, sessionMillis, Map.of());
  }

  static Peer start(String connectString, int sessionMillis, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss256k"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=off");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(PeerProcess.class.getName(), connectString, "" + sessionMillis));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    try {
      return new Peer(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends an order and waits for its answer. */
  String ask(String order) {
    tell(order);
    return answer();
  }

  void tell(String order) {
    orders.println(order);
  }

  String answer() {
    try {
      String answer = answers.readLine();
      if (answer == null) {
        throw new AssertionError("the other process has ended");
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code kill -STOP}. */
  void stop() {
    Signals.send("STOP", process);
  }

  /** As {@code kill -CONT}. */
  void goOn() {
    Signals.send("CONT", process);
  }

  /** As {@code kill -9}; returns once it has ended. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() throws InterruptedException {
    orders.close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
