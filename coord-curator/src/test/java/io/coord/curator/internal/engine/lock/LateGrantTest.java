package io.coord.curator.internal.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.lock.LockOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A lock is closed, and the attempt that is under way then comes first in the queue. */
class LateGrantTest {

  private final CompletableFuture<Void> leaves = new CompletableFuture<>();
  private final ProcessLock lock =
      new ProcessLock(
          "orders",
          LockOptions.defaults(),
          new NoOpBackend() {
            @Override
            public void start(ProcessLock of, Attempt attempt) {
              started = attempt;
            }
          });
  private Attempt started;

  private final class SlowTenure extends SomeTenure {
    @Override
    public CompletableFuture<?> end() {
      super.end();
      return leaves;
    }
  }

  @Test
  void theCloseIsOverOnceTheContenderHasLeftTheQueue() {
    lock.enqueue(Waiter.async(new CompletableFuture<>(), Runnable::run), null);
    List<CompletableFuture<?>> underWay = lock.close();
    SlowTenure tenure = new SlowTenure();

    lock.begun(started, tenure);

    assertThat(tenure.ended).isTrue();
    assertThat(underWay).hasSize(1).noneMatch(CompletableFuture::isDone);
    leaves.complete(null);
    assertThat(underWay).allMatch(CompletableFuture::isDone);
  }
}
