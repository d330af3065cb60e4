package io.coord.curator.testing;

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
 * Another JVM with this class path, which reads lines and answers with lines, and can be paused and
 * killed. If its main method reads its input to the end, it does not outlive this JVM.
 */
public final class ChildJvm implements AutoCloseable {

  /** What the child does with a line. */
  @FunctionalInterface
  public interface Answer {
    String to(String[] words) throws Exception;
  }

  private final Process process;
  private final PrintStream requests;
  private final BufferedReader answers;

  private ChildJvm(Process process) {
    this.process = process;
    this.requests = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  public static ChildJvm start(Class<?> main, List<String> jvmArguments, String... arguments) {
    return start(main, jvmArguments, Map.of(), arguments);
  }

  public static ChildJvm start(
      Class<?> main,
      List<String> jvmArguments,
      Map<String, String> environment,
      String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmArguments);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    try {
      return new ChildJvm(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For the child's main method: answers each line with one, until its input ends. */
  public static void serve(Answer answer) throws Exception {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(answer.to(line.split(" ")));
    }
  }

  /** Sends a line and waits for its answer. */
  public String ask(String line) {
    send(line);
    return answer();
  }

  public void send(String line) {
    requests.println(line);
  }

  /** Waits for the next line that the child prints. */
  public String answer() {
    try {
      String answer = answers.readLine();
      if (answer == null) {
        throw new AssertionError("a child JVM has ended");
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@code kill -STOP}. */
  public void pause() {
    Signals.send("STOP", process);
  }

  /** As {@code kill -CONT}. */
  public void resume() {
    Signals.send("CONT", process);
  }

  /** As {@code kill -9}; returns once the child has ended. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Ends its input, and kills it if that does not end it. */
  @Override
  public void close() throws InterruptedException {
    requests.close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
