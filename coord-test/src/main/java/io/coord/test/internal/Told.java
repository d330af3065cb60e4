package io.coord.test.internal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Keeps what a listener was told, and checks that it is told one thing at a time.
 *
 * <pre>{@code
 * Told<ConnectionState> told = new Told<>();
 * coordination.subscribe(told::accept);
 * told.await(states -> states.contains(LOST));
 * }</pre>
 *
 * @param <E> what the listener is told
 */
public final class Told<E> {

  private final List<E> events = new CopyOnWriteArrayList<>();
  private final List<String> threads = new CopyOnWriteArrayList<>();
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile boolean overlapped;

  /** The listener. */
  @SuppressWarnings("ThreadPriorityCheck") // only to make an overlap likelier
  public void accept(E event) {
    if (!busy.compareAndSet(false, true)) {
      overlapped = true;
    }
    threads.add(Thread.currentThread().getName());
    events.add(event);
    Thread.yield();
    busy.set(false);
  }

  /** All that was told, in order. */
  public List<E> events() {
    if (overlapped) {
      throw new AssertionError("a listener was called by two threads at once");
    }
    return events;
  }

  /** The names of the threads that told it. */
  public List<String> threads() {
    return threads;
  }

  /** Waits until what was told satisfies the condition, and returns it. */
  public List<E> await(Predicate<List<E>> condition) {
    try {
      if (!Polling.until(Duration.ofSeconds(30), () -> condition.test(events))) {
        throw new AssertionError("told so far: " + events);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted; told so far: " + events, e);
    }
    return events();
  }

  /** Waits until so many things were told, and returns all. */
  public List<E> awaitCount(int count) {
    return await(all -> all.size() >= count);
  }
}
