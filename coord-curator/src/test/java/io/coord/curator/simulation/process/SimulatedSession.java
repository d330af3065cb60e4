package io.coord.curator.simulation.process;

import io.coord.ConnectionState;
import io.coord.Subscription;
import io.coord.curator.internal.engine.session.ConnectionStateMachine;
import io.coord.curator.internal.engine.session.Handle;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Threads;
import io.coord.curator.simulation.ensemble.Request;
import io.coord.curator.simulation.ensemble.SimulatedClient;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.curator.simulation.ensemble.WatchEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.zookeeper.Watcher.Event.EventType;

/**
 * A process's connection, as Curator keeps it: a new handle for one whose session has expired, and
 * for one that was not connected for the session timeout.
 */
final class SimulatedSession implements SessionPort {

  private final SimulatedProcess process;
  private final SimulatedEnsemble ensemble;
  private final int timeoutMillis;
  private final ConnectionStateMachine states;
  private SimulatedClient client;
  private Consumer<Request> onSend = request -> {};
  private long grantedMillis;
  private long changes; // of the connection

  SimulatedSession(SimulatedProcess process, SimulatedEnsemble ensemble, int timeoutMillis) {
    this.process = process;
    this.ensemble = ensemble;
    this.timeoutMillis = timeoutMillis;
    this.states = new ConnectionStateMachine(process.threads().callbacks());
  }

  void connect() {
    SimulatedClient[] made = new SimulatedClient[1];
    made[0] =
        ensemble.connect(
            timeoutMillis,
            process.sending(),
            process.newEvents(),
            event -> onEvent(made[0], event));
    client = made[0];
    client.onSend(onSend);
  }

  /** Notifies the observer of each request that is sent from now on. */
  void onSend(Consumer<Request> observer) {
    onSend = observer;
    client.onSend(observer);
  }

  SimulatedProcess process() {
    return process;
  }

  SimulatedClient client() {
    return client;
  }

  private void onEvent(SimulatedClient from, WatchEvent event) {
    if (from != client || event.type() != EventType.None) {
      return;
    }
    long change = ++changes;
    switch (event.state()) {
      case SyncConnected -> {
        grantedMillis = from.timeoutMillis();
        states.connected();
      }
      case Disconnected -> {
        states.suspended();
        process.after(
            TimeUnit.MILLISECONDS.toNanos(grantedMillis),
            "Curator takes the session for lost",
            () -> giveUp(from, change));
      }
      case Expired -> replace();
      default -> {}
    }
  }

  private void giveUp(SimulatedClient from, long change) {
    if (from == client && change == changes && !isClientClosed()) {
      client = null; // what it is still told concerns nobody
      from.abandon();
      replace();
    }
  }

  private void replace() {
    if (!isClientClosed()) {
      states.lost();
      connect();
    }
  }

  /** Ends it, and the client. */
  void close() {
    states.close();
    client.close(() -> {});
  }

  @Override
  public ConnectionState state() {
    return states.state();
  }

  @Override
  public boolean canSend() {
    return isConnected() && client.isConnected();
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
  public Handle handle() {
    return client.isConnected() ? new SimulatedHandle(client) : null;
  }

  @Override
  public long grantedTimeoutNanos() {
    return TimeUnit.MILLISECONDS.toNanos(grantedMillis);
  }

  @Override
  public int juteMaxBuffer() {
    return SimulatedHandle.JUTE_MAX_BUFFER;
  }

  @Override
  public Threads threads() {
    return process.threads();
  }

  @Override
  public Duration operationTimeout() {
    return Duration.ofSeconds(30);
  }

  @Override
  public String toString() {
    return states.state() + " by " + client;
  }
}
