package io.coord.curator.internal.engine.election;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.NodeNames;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs the task of one term on a thread of its own, which is called after the election as long.
 * That thread is interrupted only while it is inside the task, so that nothing later on it is
 * interrupted: it also releases the lease, because that may wait for the service.
 *
 * <p>To interrupt a thread may run the application's code, such as the closing of a channel in
 * which the task waits. So that is done on a thread for such code, too, and without a monitor.
 */
final class TaskThread implements Duty {

  private static final Log log = Log.of(TaskThread.class);
  private static final int FRAMES = 3;

  /** The task of the application. */
  @FunctionalInterface
  interface Body {
    void run() throws Exception;
  }

  private final String election;
  private final Body body;
  private final BooleanSupplier stopping;
  private final Runnable release;
  private final Executor threads;
  private final Executor interrupters;

  @GuardedBy("this")
  private @Nullable Thread thread;

  @GuardedBy("this")
  private boolean interrupting; // the task may not be left before that is done

  @GuardedBy("this")
  private boolean begun;

  @GuardedBy("this")
  private boolean abandoned;

  /**
   * Not begun yet.
   *
   * @param stopping whether the task was asked to stop; it does not begin then
   * @param release releases the lease; may wait
   * @param threads runs the task
   * @param interrupters interrupts it
   */
  TaskThread(
      String election,
      Body body,
      BooleanSupplier stopping,
      Runnable release,
      Executor threads,
      Executor interrupters) {
    this.election = election;
    this.body = body;
    this.stopping = stopping;
    this.release = release;
    this.threads = threads;
    this.interrupters = interrupters;
  }

  @Override
  public void begin(Consumer<@Nullable Throwable> returned) {
    threads.execute(() -> run(returned));
  }

  @Override
  public synchronized boolean abandon() {
    abandoned |= !begun;
    return abandoned;
  }

  private void run(Consumer<@Nullable Throwable> returned) {
    Throwable failure = null;
    try {
      failure = lead();
      release.run();
    } catch (Throwable e) {
      log.error("A term of election '{}' did not end as it should.", election, e);
    } finally {
      returned.accept(failure);
    }
  }

  /** What the task threw. */
  private @Nullable Throwable lead() {
    Thread current = Thread.currentThread();
    String name = current.getName();
    if (!enter(current)) {
      return null;
    }
    try {
      current.setName("coord-leader-" + NodeNames.printable(election));
      body.run();
      return null;
    } catch (Throwable e) {
      return e;
    } finally {
      leave();
      current.setName(name);
    }
  }

  private synchronized boolean enter(Thread current) {
    if (abandoned) {
      return false;
    }
    begun = true;
    if (stopping.getAsBoolean()) {
      return false;
    }
    thread = current;
    return true;
  }

  /** No interrupt comes after this, and none is left. */
  private synchronized void leave() {
    thread = null;
    while (interrupting) {
      try {
        wait();
      } catch (InterruptedException e) {
        // The one that is being waited for.
      }
    }
    Thread.interrupted();
  }

  @Override
  public void interrupt() {
    interrupters.execute(this::interruptNow);
  }

  private void interruptNow() {
    Thread target;
    synchronized (this) {
      target = interrupting ? null : thread;
      interrupting |= target != null;
    }
    if (target == null) {
      return;
    }
    try {
      target.interrupt();
    } finally {
      synchronized (this) {
        interrupting = false;
        notifyAll();
      }
    }
  }

  @Override
  public synchronized boolean isOnThisThread() {
    return thread == Thread.currentThread();
  }

  @Override
  public String describe() {
    Thread running;
    synchronized (this) {
      running = thread;
    }
    if (running == null) {
      return "about to return";
    }
    return Arrays.stream(running.getStackTrace())
        .filter(frame -> !isOfJava(frame.getClassName()))
        .limit(FRAMES)
        .map(StackTraceElement::toString)
        .collect(Collectors.joining(" < ", running.getName() + " at ", ""));
  }

  private static boolean isOfJava(String name) {
    return name.startsWith("java.") || name.startsWith("jdk.") || name.startsWith("sun.");
  }
}
