package io.coord.curator.simulation.ensemble;

import io.coord.curator.simulation.Scheduler;

/**
 * A client's sense of time: when it pings, when it gives up a connection, and when it takes its
 * session for dead. The shares of the timeout are ZooKeeper's.
 */
final class ClientClock {

  private final Scheduler scheduler;
  private final SimulatedClient client;
  private final int servers;
  private long timeout; // in nanoseconds
  private long lastSent;
  private long lastHeard;
  private boolean hasSession;
  private boolean stopped;

  ClientClock(Scheduler scheduler, SimulatedClient client, int servers) {
    this.scheduler = scheduler;
    this.client = client;
    this.servers = servers;
  }

  void start(int wantedMillis) {
    timeout = wantedMillis * 1_000_000L;
    lastHeard = scheduler.now();
    schedule();
  }

  void stop() {
    stopped = true;
  }

  void connecting() {
    lastSent = scheduler.now();
  }

  void connected(int grantedMillis) {
    timeout = grantedMillis * 1_000_000L;
    hasSession = true;
    heard();
  }

  void sent() {
    lastSent = scheduler.now();
  }

  void heard() {
    lastHeard = scheduler.now();
  }

  /** Looks more often when something is due soon; whatever is not yet known is due later. */
  private void schedule() {
    long left = due() - scheduler.now();
    scheduler.after(
        Math.max(timeout / 24, Math.min(timeout / 6, left)),
        "clock of a client",
        () -> client.process().execute(this::check));
  }

  private long due() {
    if (client.isConnected()) {
      return Math.min(lastSent + timeout / 3, lastHeard + timeout * 2 / 3);
    }
    return Math.min(lastSent + timeout / servers, lastHeard + timeout * 4 / 3);
  }

  private void check() {
    if (stopped) {
      return;
    }
    long now = scheduler.now();
    long silence = now - lastHeard;
    if (hasSession && silence >= timeout * 4 / 3) {
      client.expire();
      return;
    }
    if (client.isConnected()) {
      if (silence >= timeout * 2 / 3) {
        client.lost();
      } else if (now - lastSent >= timeout / 3) {
        client.ping();
      }
    } else if (client.isConnecting() && now - lastSent >= timeout / servers) {
      client.lost();
    }
    schedule();
  }
}
