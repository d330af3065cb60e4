package io.coord.curator.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM of this class path that answers each line it is sent with one line. It ends when its
 * input does, so it does not outlive this one.
 */
final class ChildJvm implements AutoCloseable {

  /** What the child does with a line. */
  @FunctionalInterface
  interface Answer {
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

  static ChildJvm start(Class<?> main, List<String> jvmArguments, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmArguments);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ChildJvm(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** For the child's main method: answers until its input ends. */
  static void serve(Answer answer) throws Exception {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(answer.to(line.split(" ")));
    }
  }

  String ask(String line) throws IOException {
    send(line);
    return answer();
  }

  void send(String line) {
    requests.println(line);
  }

  String answer() throws IOException {
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("a child JVM ended");
    }
    return answer;
  }

  @Override
  public void close() throws InterruptedException {
    requests.close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
