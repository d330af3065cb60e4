package io.coord.curator.lab.worker;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** The connection to the store, which is in the laboratory's own process. */
final class Store {

  /** A line that begins so is a write: number, lock, token, whether to compare it. */
  static final String WRITE = "write ";

  /** A line that begins so is the store's answer: number, whether it was accepted. */
  static final String ANSWER = "answer ";

  private final PrintStream out;
  private final boolean fenced;
  private final AtomicLong count = new AtomicLong();
  private final Map<Long, CompletableFuture<Boolean>> asked = new ConcurrentHashMap<>();

  Store(PrintStream out, boolean fenced) {
    this.out = out;
    this.fenced = fenced;
  }

  /** Returns whether the write was accepted. */
  boolean write(String lock, long token) throws InterruptedException {
    long number = count.incrementAndGet();
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    asked.put(number, answer);
    out.println(WRITE + number + " " + lock + " " + token + " " + fenced);
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  void onAnswer(String line) {
    String[] words = line.split(" ");
    asked.remove(Long.parseLong(words[1])).complete(Boolean.parseBoolean(words[2]));
  }
}
