package io.coord.curator.simulation.process;

import io.coord.ConnectionState;
import io.coord.Subscription;
import io.coord.curator.internal.engine.session.Handle;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Threads;
import io.coord.curator.simulation.ensemble.Reply;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import io.coord.curator.simulation.ensemble.SimulatedWatcher;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The session as one of several Coordinations of a process has it: with threads of its own. Its
 * calls wait for no time at all, as there is one thread; what they have begun goes on.
 */
final class SimulatedCoordination implements SessionPort {

  private static final long MOMENT_NANOS = 200_000_000;

  private final SimulatedSession session;
  private final RefusableThreads threads;
  private long requests;
  private long failingUntil;
  private long plugInsFailUntil;

  SimulatedCoordination(SimulatedProcess process) {
    this.session = process.session();
    this.threads = new RefusableThreads(process);
  }

  /** How many requests its adapters have sent. */
  long requests() {
    return requests;
  }

  /** For that time one request in three fails before it is sent, as if memory was short. */
  void fail(long nanos) {
    failingUntil = threads.timer().nanoTime() + nanos;
  }

  /** Whether the request fails that is about to be sent. */
  boolean failsNow() {
    return threads.timer().nanoTime() < failingUntil && threads.random().nextInt(3) == 0;
  }

  /** For that time one call of a plug-in of the client in three throws an Error. */
  void failPlugIns(long nanos) {
    plugInsFailUntil = threads.timer().nanoTime() + nanos;
  }

  boolean plugInsMayFail() {
    return threads.timer().nanoTime() < plugInsFailUntil;
  }

  /** Null if the plug-in works that is called now. */
  Error callPlugIn() {
    return plugInsMayFail() && threads.random().nextInt(3) == 0 ? SomeFormat.simulated() : null;
  }

  SimulatedClient client() {
    return session.client();
  }

  /** Sends a request by that client. */
  void request(SimulatedClient client, Request request, Consumer<Reply> then) {
    request(client, request, null, then);
  }

  /** The same for one that sets or removes a watch. */
  void request(
      SimulatedClient client, Request request, SimulatedWatcher watcher, Consumer<Reply> then) {
    requests++;
    client.request(request, watcher, then);
  }

  /** Does it a moment later, once there is a connection, on these threads. */
  void onceConnected(Executor executor, Runnable task) {
    if (canSend()) {
      executor.execute(task);
    } else {
      later(() -> onceConnected(executor, task));
    }
  }

  void later(Runnable task) {
    session.process().after(MOMENT_NANOS, "a moment later", task);
  }

  @Override
  public ConnectionState state() {
    return session.state();
  }

  @Override
  public boolean canSend() {
    return session.canSend();
  }

  @Override
  public long connectionEpoch() {
    return session.connectionEpoch();
  }

  @Override
  public Subscription observe(Executor executor, Consumer<ConnectionState> observer) {
    return session.observe(executor, observer);
  }

  @Override
  public CompletableFuture<Void> whenClosed() {
    return session.whenClosed();
  }

  @Override
  public boolean isClientClosed() {
    return session.isClientClosed();
  }

  @Override
  public Handle handle() {
    return session.handle();
  }

  @Override
  public long grantedTimeoutNanos() {
    return session.grantedTimeoutNanos();
  }

  @Override
  public int juteMaxBuffer() {
    return session.juteMaxBuffer();
  }

  @Override
  public Threads threads() {
    return threads;
  }

  RefusableThreads refusable() {
    return threads;
  }

  @Override
  public Duration operationTimeout() {
    return Duration.ZERO;
  }
}
