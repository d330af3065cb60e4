package io.coord.test.internal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** What happens to the replies to the first requests of a kind: to one, or to several. */
public final class ReplyFault {

  enum Fate {
    LOST,
    HELD
  }

  private final int kind;
  private final Fate fate;
  private final AtomicInteger unclaimed;
  private final CountDownLatch outstanding;

  ReplyFault(int kind, Fate fate, int times) {
    this.kind = kind;
    this.fate = fate;
    this.unclaimed = new AtomicInteger(times);
    this.outstanding = new CountDownLatch(times);
  }

  /** Waits until the replies have arrived and were kept back. */
  public void await() throws Exception {
    if (!outstanding.await(30, TimeUnit.SECONDS)) {
      throw new TimeoutException(outstanding.getCount() + " replies have not come");
    }
  }

  /** Whether the replies have arrived and were kept back. */
  public boolean hasHappened() {
    return outstanding.getCount() == 0;
  }

  Fate fate() {
    return fate;
  }

  /** Whether a request of that kind is the chosen one. */
  boolean concerns(int kindOfRequest) {
    return kindOfRequest == kind && unclaimed.getAndUpdate(now -> Math.max(0, now - 1)) > 0;
  }

  void happens() {
    outstanding.countDown();
  }
}
