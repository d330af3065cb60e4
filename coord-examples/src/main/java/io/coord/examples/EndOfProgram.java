package io.coord.examples;

import java.util.concurrent.CompletableFuture;

/**
 * How a program that works until it is told to end, ends: by Ctrl-C or SIGTERM, and then it says
 * goodbye first, or because it has to give up.
 */
public final class EndOfProgram implements AutoCloseable {

  private final Thread hook;
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

  private EndOfProgram(Thread hook) {
    this.hook = hook;
  }

  /** Does the goodbye when the JVM is told to end; not any more once this is closed. */
  public static EndOfProgram saying(Runnable goodbye) {
    Thread hook = new Thread(goodbye, "goodbye");
    Runtime.getRuntime().addShutdownHook(hook);
    return new EndOfProgram(hook);
  }

  /** Ends the program with that exit code. */
  public void giveUp(int code) {
    exitCode.complete(code);
  }

  /** Waits until the program gives up; if the JVM is told to end before, this never returns. */
  public int await() {
    return exitCode.join();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending already, so the hook runs.
    }
  }
}
