package io.coord.curator.internal.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that looks whether another thread can use what has called it. */
public final class FreeMonitor<E> {

  private final Runnable use;
  private final List<E> events = new CopyOnWriteArrayList<>();

  /**
   * Has heard nothing yet.
   *
   * @param use enters the monitor
   */
  public FreeMonitor(Runnable use) {
    this.use = use;
  }

  /** Fails, and counts the event as not heard, if the monitor is held. */
  public void accept(E event) {
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(use, task -> new Thread(task).start());
    assertThat(other).succeedsWithin(Duration.ofSeconds(20));
    events.add(event);
  }

  /** The events of which it was notified without the monitor held. */
  public List<E> events() {
    return events;
  }
}
