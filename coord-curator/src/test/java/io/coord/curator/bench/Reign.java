package io.coord.curator.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * When the first of some candidates was told to lead, and when its task returned, by the clock of
 * System.nanoTime.
 */
final class Reign {

  private final CompletableFuture<Long> began = new CompletableFuture<>();
  private final CompletableFuture<Long> ended = new CompletableFuture<>();

  void begin() {
    began.complete(System.nanoTime());
  }

  void end() {
    ended.complete(System.nanoTime());
  }

  long beganAt() throws Exception {
    return began.get(60, TimeUnit.SECONDS);
  }

  /** Never, if its kind has no task. */
  long endedAt() throws Exception {
    return ended.get(60, TimeUnit.SECONDS);
  }
}
