package io.coord.curator.simulation.process;

import io.coord.UnavailableException;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.queue.LockPath;
import io.coord.curator.internal.engine.queue.MutexSteps;
import io.coord.curator.internal.engine.queue.QueuePort;
import io.coord.curator.simulation.ensemble.Request;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The queues of one simulated process. */
final class SimulatedQueues implements QueuePort.Factory {

  static final long MOMENT_NANOS = 200_000_000;

  private final SimulatedSession session;
  private final Set<SimulatedMutex> mutexes = new LinkedHashSet<>(); // that run

  SimulatedQueues(SimulatedSession session) {
    this.session = session;
  }

  SimulatedSession session() {
    return session;
  }

  @Override
  public QueuePort open(LockPath lock) {
    if (session.handle() == null) {
      throw new UnavailableException("not connected");
    }
    return new SimulatedQueue(this, session.client(), lock);
  }

  @Override
  public void runMutex(LockPath lock, byte[] label, MutexSteps steps) {
    session.threads().workers().execute(() -> new SimulatedMutex(this, lock.path(), steps).run());
  }

  void began(SimulatedMutex mutex) {
    mutexes.add(mutex);
  }

  void ended(SimulatedMutex mutex) {
    mutexes.remove(mutex);
  }

  void interruptMutexes() {
    List.copyOf(mutexes).forEach(SimulatedMutex::interrupt);
  }

  @Override
  public void later(Runnable task) {
    session.process().after(MOMENT_NANOS, "a moment later", task);
  }

  @Override
  public boolean isConnected() {
    return session.client().isConnected();
  }

  @Override
  public boolean takesWrites() {
    return session.client().isConnected();
  }

  @Override
  public void delete(String path, Consumer<ReplyCode> then) {
    if (takesWrites()) {
      session.client().request(new Request.Delete(path, -1), reply -> then.accept(reply.code()));
    } else {
      then.accept(ReplyCode.CONNECTIONLOSS);
    }
  }
}
