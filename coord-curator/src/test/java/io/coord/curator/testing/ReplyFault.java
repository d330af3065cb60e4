package io.coord.curator.testing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What is to happen to the reply to the first request of a kind; it happens once. */
public final class ReplyFault {

  enum Fate {
    LOST,
    HELD
  }

  private final int kind;
  private final Fate fate;
  private final AtomicBoolean claimed = new AtomicBoolean();
  private final CompletableFuture<Void> happened = new CompletableFuture<>();

  ReplyFault(int kind, Fate fate) {
    this.kind = kind;
    this.fate = fate;
  }

  /** Waits until the reply has come and did not get through. */
  public void await() throws Exception {
    happened.get(30, TimeUnit.SECONDS);
  }

  /** Whether the reply has come and did not get through. */
  public boolean hasHappened() {
    return happened.isDone();
  }

  Fate fate() {
    return fate;
  }

  /** Whether a request of that kind is the one. */
  boolean concerns(int kindOfRequest) {
    return kindOfRequest == kind && claimed.compareAndSet(false, true);
  }

  void happens() {
    happened.complete(null);
  }
}
