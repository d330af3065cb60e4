package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.lock.LockBackend;
import io.coord.curator.internal.engine.lock.ProcessLock;
import io.coord.curator.internal.engine.session.Calls;
import io.coord.lock.Contender;
import io.coord.lock.LossCause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/**
 * The queue of one lock in ZooKeeper.
 *
 * @param path the parent of its contenders
 * @param data what this process writes into its contenders' nodes
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record QueueBackend(QueueBackends backends, LockPath path, byte[] data) implements LockBackend {

  @Override
  public void start(ProcessLock lock, Attempt attempt) {
    backends.start(lock, attempt, path, data);
  }

  @Override
  public void look(ProcessLock lock, Attempt attempt) {
    backends.look(lock, attempt, path);
  }

  @Override
  public List<Contender> contenders() throws InterruptedException {
    return QueueReader.read(backends.session(), backends.queues(), path);
  }

  @Override
  public Future<?> later(Runnable task, Duration delay) {
    return backends.later(task, delay);
  }

  @Override
  public Duration backoff(int failures) {
    return backends.backoff(failures);
  }

  @Override
  public long nanoTime() {
    return backends.nanoTime();
  }

  @Override
  public long connectionEpoch() {
    return backends.session().connectionEpoch();
  }

  @Override
  public Executor callbacks() {
    return backends.session().threads().callbacks();
  }

  @Override
  public void lost(ProcessLock lock, long token, LossCause cause) {
    backends.losses().lost(lock, token, cause);
  }

  @Override
  public void requireThreadThatMayWait(String action) {
    new Calls(backends.session()).requireThreadThatMayWait(action);
  }

  @Override
  public Duration operationTimeout() {
    return backends.session().operationTimeout();
  }
}
