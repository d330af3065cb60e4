package io.coord.examples;

import java.util.concurrent.CompletableFuture;

/**
 * The end of a program that runs until Ctrl-C or SIGTERM stops it, after which it cleans up, or
 * until it has to give up.
 */
public final class EndOfProgram implements AutoCloseable {

  private final Thread hook;
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

  private EndOfProgram(Thread hook) {
    this.hook = hook;
  }

  /** Runs the clean-up when the JVM is asked to shut down, unless this was closed before. */
  public static EndOfProgram saying(Runnable goodbye) {
    Thread hook = new Thread(goodbye, "goodbye");
    Runtime.getRuntime().addShutdownHook(hook);
    return new EndOfProgram(hook);
  }

  /** Ends the program with this exit code. */
  public void giveUp(int code) {
    exitCode.complete(code);
  }

  /** Waits until the program gives up. Never returns if the JVM is asked to shut down before. */
  public int await() {
    return exitCode.join();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is already shutting down, so the hook runs.
    }
  }
}
