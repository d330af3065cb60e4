package io.coord.curator.lab.worker;

import io.coord.curator.lab.history.EntryJson;
import io.coord.curator.lab.history.History;
import io.coord.curator.testing.Signals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A {@link Worker} as the laboratory sees it: gives commands, and collects what it records. */
public final class WorkerProcess implements AutoCloseable {

  /** Decides on the writes of workers. */
  @FunctionalInterface
  public interface WriteDecision {
    boolean decide(String process, String lock, long token, boolean fenced);
  }

  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(120);

  private final String name;
  private final Process process;
  private final PrintStream orders;
  private final Thread reader;
  private final AtomicLong count = new AtomicLong();
  private final Map<Long, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
  private volatile boolean ending;

  private WorkerProcess(String name, Process process, History history, WriteDecision store) {
    this.name = name;
    this.process = process;
    this.orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.reader = new Thread(() -> read(history, store), "lab-reader-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a process.
   *
   * @param subject by what it coordinates: coord, coord-over or curator
   * @param patches compiled classes to be found before this JVM's; null if there are none
   * @param log what it writes to its standard error output
   */
  public static WorkerProcess start(
      String name,
      String subject,
      String connectString,
      Duration sessionTimeout,
      Path patches,
      Path log,
      History history,
      WriteDecision store) {
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(
        patches == null ? classPath : patches + System.getProperty("path.separator") + classPath);
    command.add(Worker.class.getName());
    command.addAll(
        List.of(name, subject, connectString, String.valueOf(sessionTimeout.toMillis())));
    try {
      Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
      return new WorkerProcess(name, process, history, store);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Gives a command; the answer comes when it has been executed. */
  public CompletableFuture<String> order(String words) {
    long number = count.incrementAndGet();
    CompletableFuture<String> answer = new CompletableFuture<>();
    answers.put(number, answer);
    orders.println(number + " " + words);
    return answer;
  }

  /** Gives a command and waits for the answer. */
  public String ask(String words) {
    return await(order(words));
  }

  public static String await(CompletableFuture<String> answer) {
    try {
      return answer.get(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Stops it where it is. */
  public void pause() {
    Signals.send("STOP", process);
  }

  public void resume() {
    Signals.send("CONT", process);
  }

  /** As {@code kill -9}; returns when all it told has arrived. */
  public void kill() {
    ending = true;
    process.destroyForcibly();
    awaitEnd();
  }

  /** Lets it end, and ends it if it does not. */
  @Override
  public void close() {
    ending = true;
    orders.close();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      process.onExit().join();
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(History history, WriteDecision store) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{") && line.endsWith("}")) {
          history.add(EntryJson.read(line));
        } else if (line.startsWith(Store.WRITE)) {
          decide(line.split(" "), store);
        } else if (line.startsWith("done ")) {
          String[] words = line.split(" ", 3);
          answers.remove(Long.parseLong(words[1])).complete(words[2]);
        }
      }
    } catch (IOException e) {
      // It was killed in the middle of a line.
    } finally {
      String end = name + (ending ? " was ended" : " ended by itself");
      answers.values().forEach(answer -> answer.completeExceptionally(new IOException(end)));
    }
  }

  private void decide(String[] words, WriteDecision store) {
    boolean fenced = Boolean.parseBoolean(words[4]);
    boolean accepted = store.decide(name, words[2], Long.parseLong(words[3]), fenced);
    orders.println(Store.ANSWER + words[1] + " " + accepted);
  }
}
