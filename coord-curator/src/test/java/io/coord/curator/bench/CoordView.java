package io.coord.curator.bench;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.registry.MembershipChange;
import io.coord.registry.MembershipSnapshot;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;

/** Coord's own view; it is told the whole at first and every change after that. */
final class CoordView implements ViewPeer {

  private final CuratorFramework client;
  private final Coordination coordination;
  private final String service;
  private final ViewListener listener;
  private final CompletableFuture<Void> loaded = new CompletableFuture<>();
  private volatile CompletableFuture<Long> fresh = new CompletableFuture<>();
  private volatile int expected;

  CoordView(CuratorFramework client, String service, ViewListener listener) {
    this.client = client;
    this.coordination = CuratorCoordination.over(client);
    this.service = service;
    this.listener = listener;
  }

  @Override
  public void load(int members) throws Exception {
    expected = members;
    coordination.registry().watch(service, this::onChange);
    loaded.get(60, TimeUnit.SECONDS);
  }

  /** Forgets that it was fresh: to be called before the connection is cut. */
  void awaitFreshAnew() {
    fresh = new CompletableFuture<>();
  }

  /** When it was fresh again, by the clock of System.nanoTime. */
  long freshAt() throws Exception {
    return fresh.get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    coordination.close();
    client.close();
  }

  private void onChange(MembershipChange change) {
    MembershipSnapshot now = change.snapshot();
    if (!now.stale()) {
      fresh.complete(System.nanoTime());
    }
    if (loaded.isDone()) {
      change.joined().forEach(instance -> listener.joined(instance.id()));
      change.left().forEach(instance -> listener.left(instance.id()));
      change.updated().forEach(instance -> listener.updated(instance.id()));
    } else if (!now.stale() && now.instances().size() >= expected) {
      loaded.complete(null);
    }
  }
}
