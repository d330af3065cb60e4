package io.coord.curator.internal.engine.session;

import io.coord.ConnectionState;
import io.coord.Subscription;
import io.coord.curator.internal.support.ThreadPools;
import io.coord.curator.internal.support.Threads;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session without a server: connected, disconnected and closed by the test. */
public final class SimulatedSession implements SessionPort, AutoCloseable {

  private final ThreadPools pools = new ThreadPools(thread -> false);
  private final ConnectionStateMachine states = new ConnectionStateMachine(pools.callbacks());
  private volatile Threads threads = pools;
  private volatile Duration operationTimeout = Duration.ofSeconds(30);
  private volatile @Nullable Handle handle;

  /** Moves the connection. */
  public ConnectionStateMachine states() {
    return states;
  }

  /** Has the engines made from now on use other threads. */
  public void use(Threads others) {
    threads = others;
  }

  /** How long calls wait from now on. */
  public void waitAtMost(Duration timeout) {
    operationTimeout = timeout;
  }

  void use(Handle present) {
    handle = present;
  }

  @Override
  public ConnectionState state() {
    return states.state();
  }

  @Override
  public boolean canSend() {
    return isConnected();
  }

  @Override
  public long connectionEpoch() {
    return states.epoch();
  }

  @Override
  public Subscription observe(Executor executor, Consumer<ConnectionState> observer) {
    return states.observe(executor, observer);
  }

  @Override
  public CompletableFuture<Void> whenClosed() {
    return states.whenClosed();
  }

  @Override
  public boolean isClientClosed() {
    return states.state() == ConnectionState.CLOSED;
  }

  @Override
  public @Nullable Handle handle() {
    return handle;
  }

  @Override
  public long grantedTimeoutNanos() {
    return TimeUnit.SECONDS.toNanos(30);
  }

  @Override
  public int juteMaxBuffer() {
    return 0xfffff;
  }

  @Override
  public Threads threads() {
    return threads;
  }

  @Override
  public Duration operationTimeout() {
    return operationTimeout;
  }

  @Override
  public void close() {
    states.close();
    pools.close();
  }
}
