package io.coord.curator.internal.engine.election;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The task of one term, on whatever runs it. */
interface Duty {

  /**
   * Begins the task as soon as there is something to run it, unless the term was asked to stop
   * before. Does not wait.
   *
   * @param returned called once, when the task has returned and the term's lease is closed: with
   *     what the task threw, null if nothing
   */
  void begin(Consumer<@Nullable Throwable> returned);

  /**
   * Makes sure that the task never begins, if it has not begun yet.
   *
   * @return whether that is so
   */
  boolean abandon();

  /** Interrupts the task, if it runs. */
  void interrupt();

  /** Whether the current thread runs the task. */
  boolean isOnThisThread();

  /** What the task is doing, for the log. */
  String describe();
}
