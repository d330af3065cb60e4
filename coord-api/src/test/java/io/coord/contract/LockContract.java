package io.coord.contract;

import io.coord.lock.DistributedLock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;

/** What the suites of locks share. */
@Timeout(240)
public abstract class LockContract extends ContractSuite {

  /** Used by one test only. */
  protected final String name = "lock-" + UUID.randomUUID();

  /** Waits until so many processes are queued. */
  protected static void awaitContenders(DistributedLock lock, int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> lock.contenders().size() == count);
  }

  /** Something that may throw. */
  @FunctionalInterface
  protected interface Action {
    void run() throws Exception;
  }

  /** Runs it in a thread of its own. */
  protected static CompletableFuture<Void> inThread(Action action) {
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
