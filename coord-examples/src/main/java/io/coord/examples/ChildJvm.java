package io.coord.examples;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A child Java process. This process exchanges lines of text with it, and can pause or kill it. */
public final class ChildJvm implements AutoCloseable {

  private final Process process;
  private final PrintWriter commands;
  private final Predicate<String> events;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private ChildJvm(Process process, Predicate<String> events) {
    this.process = process;
    this.events = events;
    commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    Thread reader = new Thread(this::readAnswers, "child-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  public static ChildJvm start(Class<?> main, List<String> arguments) {
    return start(main, arguments, line -> false);
  }

  /**
   * Starts one that also prints lines nobody asked for.
   *
   * @param events takes each line that the process prints, on a thread of its own, and returns
   *     whether it was an event; all other lines are replies
   */
  static ChildJvm start(Class<?> main, List<String> arguments, Predicate<String> events) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath(), main.getName()));
    command.addAll(arguments);
    try {
      return new ChildJvm(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start(),
          events);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not start " + command.get(0), e);
    }
  }

  /** Sends it a line. A paused process reads the line when it resumes. */
  public void tell(String line) {
    commands.println(line);
  }

  /**
   * Waits for the next line that it prints.
   *
   * @throws CheckFailed if there is none in time
   */
  public String answer(Duration maxWait) throws InterruptedException {
    String answer = answers.poll(maxWait.toNanos(), TimeUnit.NANOSECONDS);
    if (answer == null) {
      throw new CheckFailed("A child process printed nothing for " + maxWait + ".");
    }
    return answer;
  }

  /** Kills it as kill -9 does: it cannot shut down properly. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Pauses it, as a long garbage collection or a suspended virtual machine does. */
  void pause() throws InterruptedException {
    signal("-STOP");
  }

  /** Resumes it. The process does not notice that it was paused. */
  void resume() throws InterruptedException {
    signal("-CONT");
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void signal(String signal) throws InterruptedException {
    try {
      Process kill =
          new ProcessBuilder("kill", signal, Long.toString(process.pid())).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill " + signal + " failed");
      }
    } catch (IOException e) {
      throw new UserMistake(
          "This demonstration needs the program 'kill', which Linux and macOS have.", e);
    }
  }

  private void readAnswers() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().filter(line -> !events.test(line)).forEach(answers::add);
    } catch (IOException | UncheckedIOException e) {
      // It was killed: whoever waits for a reply gets none.
    }
  }

  /** Under exec:java, java.class.path is Maven's own, so this asks the class loader. */
  private static String classPath() {
    if (ChildJvm.class.getClassLoader() instanceof URLClassLoader loader) {
      return Stream.of(loader.getURLs())
          .map(ChildJvm::toPath)
          .collect(Collectors.joining(File.pathSeparator));
    }
    return System.getProperty("java.class.path");
  }

  private static String toPath(URL url) {
    try {
      return Path.of(url.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
