package io.coord.curator.bench;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The moment at which one expected change was seen. */
final class Sighting implements ViewListener {

  enum Kind {
    JOINED,
    LEFT,
    UPDATED
  }

  private record Expected(Kind kind, String id, CompletableFuture<Long> seenAt) {
    void see(Kind seen, String seenId) {
      if (seen == kind && seenId.equals(id)) {
        seenAt.complete(System.nanoTime());
      }
    }
  }

  private volatile Expected expected;

  void expect(Kind kind, String id) {
    expected = new Expected(kind, id, new CompletableFuture<>());
  }

  /** By the clock of System.nanoTime. */
  long seenAt() throws Exception {
    return expected.seenAt.get(60, TimeUnit.SECONDS);
  }

  @Override
  public void joined(String id) {
    see(Kind.JOINED, id);
  }

  @Override
  public void left(String id) {
    see(Kind.LEFT, id);
  }

  @Override
  public void updated(String id) {
    see(Kind.UPDATED, id);
  }

  @Override
  public void whole(Supplier<Set<String>> ids) {
    Expected now = expected;
    if (now != null && now.kind != Kind.UPDATED) {
      now.see(ids.get().contains(now.id) ? Kind.JOINED : Kind.LEFT, now.id);
    }
  }

  private void see(Kind kind, String id) {
    Expected now = expected;
    if (now != null) {
      now.see(kind, id);
    }
  }
}
