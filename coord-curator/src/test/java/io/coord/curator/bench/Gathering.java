package io.coord.curator.bench;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The moment at which so many changes had been seen. */
final class Gathering implements ViewListener {

  private int missing; // guarded by this
  private int expectedSize; // guarded by this; for views that tell only the whole
  private CompletableFuture<Long> complete = new CompletableFuture<>(); // guarded by this

  synchronized void expectJoins(int count) {
    expect(count, -1);
  }

  /** Joins or leaves, after which there are so many members. */
  synchronized void expect(int count, int size) {
    complete = new CompletableFuture<>();
    missing = count;
    expectedSize = size;
  }

  /** By the clock of System.nanoTime. */
  long completeAt() throws Exception {
    CompletableFuture<Long> awaited;
    synchronized (this) {
      awaited = complete;
    }
    return awaited.get(60, TimeUnit.SECONDS);
  }

  @Override
  public void joined(String id) {
    one();
  }

  @Override
  public void left(String id) {
    one();
  }

  @Override
  public void updated(String id) {}

  @Override
  public synchronized void whole(Supplier<Set<String>> ids) {
    if (ids.get().size() == expectedSize) {
      complete.complete(System.nanoTime());
    }
  }

  private synchronized void one() {
    if (--missing == 0) {
      complete.complete(System.nanoTime());
    }
  }
}
