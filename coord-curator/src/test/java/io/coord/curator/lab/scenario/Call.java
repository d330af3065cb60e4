package io.coord.curator.lab.scenario;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** A call that is made while the test does something else. */
final class Call {

  private final Thread thread;
  private final CompletableFuture<Object> result = new CompletableFuture<>();

  private Call(Callable<?> call) {
    thread =
        new Thread(
            () -> {
              try {
                result.complete(call.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            },
            "call");
    thread.setDaemon(true);
    thread.start();
  }

  /** Makes the call in a thread of its own. */
  static Call make(Callable<?> call) {
    return new Call(call);
  }

  void interrupt() {
    thread.interrupt();
  }

  /** What it ended with. */
  CompletableFuture<Object> result() {
    return result;
  }
}
