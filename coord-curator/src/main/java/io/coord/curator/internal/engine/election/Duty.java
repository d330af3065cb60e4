package io.coord.curator.internal.engine.election;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The task of one term, on whatever runs it. */
interface Duty {

  /**
   * Begins the task, unless the term was asked to stop before. Does not wait for it.
   *
   * @param returned called once, when the task has returned and the term's lease is closed: with
   *     what the task threw, null if nothing
   */
  void begin(Consumer<@Nullable Throwable> returned);

  /** Interrupts the task, if it runs. */
  void interrupt();

  /** Whether the current thread runs the task. */
  boolean isOnThisThread();

  /** What the task is doing, for the log. */
  String describe();
}
