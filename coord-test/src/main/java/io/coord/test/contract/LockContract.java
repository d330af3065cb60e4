package io.coord.test.contract;

import static io.coord.test.contract.Assertions.awaitUntil;

import io.coord.lock.DistributedLock;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;

/** What the suites of locks share. */
@Timeout(240)
public abstract class LockContract extends ContractSuite {

  /** Used by one test only. */
  final String name = "lock-" + UUID.randomUUID();

  /** Waits until so many processes are queued. */
  static void awaitContenders(DistributedLock lock, int count) {
    awaitUntil(() -> lock.contenders().size() == count);
  }

  /** Something that may throw. */
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  /** Runs it in a thread of its own. */
  static CompletableFuture<Void> inThread(Action action) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                action.run();
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            },
            "contract-test");
    thread.setDaemon(true);
    thread.start();
    return done;
  }
}
