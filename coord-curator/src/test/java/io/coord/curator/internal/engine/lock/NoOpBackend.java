package io.coord.curator.internal.engine.lock;

import io.coord.lock.Contender;
import io.coord.lock.LossCause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/** Surroundings of a lock in which nothing happens; tests override what they need. */
public class NoOpBackend implements LockBackend {

  @Override
  public void start(ProcessLock lock, Attempt attempt) {}

  @Override
  public Future<?> later(Runnable task, Duration delay) {
    return new CompletableFuture<>();
  }

  @Override
  public Duration backoff(int failures) {
    return Duration.ZERO;
  }

  @Override
  public long nanoTime() {
    return 0;
  }

  @Override
  public long connectionEpoch() {
    return 1;
  }

  @Override
  public void look(ProcessLock lock, Attempt attempt) {}

  @Override
  public Executor callbacks() {
    return Runnable::run;
  }

  @Override
  public void lost(ProcessLock lock, long token, LossCause cause) {}

  @Override
  public List<Contender> contenders() {
    return List.of();
  }

  @Override
  public void requireThreadThatMayWait(String action) {}

  @Override
  public Duration operationTimeout() {
    return Duration.ofSeconds(1);
  }
}
