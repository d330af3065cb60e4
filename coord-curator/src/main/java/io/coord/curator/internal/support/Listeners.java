package io.coord.curator.internal.support;

import io.coord.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Listeners of one source of events, each with its own queue: a listener is notified of every event
 * in order, one at a time, and cannot delay the others. {@link #publish} and {@link #subscribe}
 * only queue, so the source may call them while it holds its monitor, and must, to fix the order of
 * events. After each it calls {@link #handOver} without the monitor: an executor that is closed may
 * run what it is given on the calling thread.
 */
public final class Listeners<E> {

  private static final Log log = Log.of(Listeners.class);

  private final List<Mailbox> mailboxes = new CopyOnWriteArrayList<>();
  private final Queue<Runnable> handOvers = new ConcurrentLinkedQueue<>();

  /** Adds a listener, which first receives these events, on the executor's threads. */
  public Subscription subscribe(Executor threads, Consumer<? super E> listener, List<E> first) {
    Executor later = task -> handOvers.add(() -> threads.execute(task));
    Mailbox mailbox = new Mailbox(new SerialExecutor(later), listener);
    mailboxes.add(mailbox);
    first.forEach(mailbox::put);
    return mailbox;
  }

  /** Queues the event for every listener. */
  public void publish(E event) {
    mailboxes.forEach(mailbox -> mailbox.put(event));
  }

  /**
   * Hands what is queued to the listeners' threads. What they do not take stays for the next call.
   */
  public void handOver() {
    List<Runnable> refused = new ArrayList<>(0);
    for (Runnable next = handOvers.poll(); next != null; next = handOvers.poll()) {
      try {
        next.run();
      } catch (Throwable e) { // out of memory, for example
        refused.add(next);
        log.error("Listeners could not be notified yet.", e);
      }
    }
    handOvers.addAll(refused);
  }

  /** Still delivers the queued events, but none after them. */
  public void close() {
    mailboxes.clear();
  }

  private final class Mailbox implements Subscription {
    private final SerialExecutor queue;
    private final Consumer<? super E> listener;
    private volatile boolean closed;

    Mailbox(SerialExecutor queue, Consumer<? super E> listener) {
      this.queue = queue;
      this.listener = listener;
    }

    void put(E event) {
      queue.execute(() -> deliver(event));
    }

    private void deliver(E event) {
      if (closed) {
        return;
      }
      try {
        listener.accept(event);
      } catch (Throwable e) {
        log.warn("A listener threw on {}; later calls still follow.", event, e);
      }
    }

    @Override
    public void close() {
      closed = true;
      mailboxes.remove(this);
    }
  }
}
