package io.coord.curator.simulation.process;

import io.coord.registry.Membership;
import io.coord.registry.MembershipChange;
import io.coord.registry.MembershipSnapshot;
import io.coord.registry.ServiceInstance;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A view, and what is always true of it. If it is not stale it has loaded in the present connection
 * epoch, and shows all that was committed when that load began; it shows changes in their order;
 * and what its listener was told adds up to it.
 */
final class WatchedView {

  private static final long CATCH_UP_NANOS = 2_000_000_000L; // after a pause, or without threads
  private static final long HAND_OVER_NANOS = 5_000_000;

  private final ServiceProcess.Coordination coordination;
  private final CommittedViews committed;
  private final Journal journal;
  private final Membership membership;
  private final Map<String, Integer> shown = new HashMap<>();
  private final Map<String, String> sum = new TreeMap<>(); // of what the listener was told
  private long loadedAsOf; // of the last load whose list was read
  private long loadedEpoch; // the same
  private long epoch; // the present one, as last seen
  private long epochSince;
  private long hinderedUntil; // by a pause or a lack of threads
  private MembershipSnapshot last;
  private boolean closed;
  private String violation; // null if there is none

  /** Opens it. */
  WatchedView(ServiceProcess.Coordination coordination, TrackedService service, Journal journal) {
    this.coordination = coordination;
    this.committed = service.committed();
    this.journal = journal;
    this.membership = coordination.registry().watch(service.name());
    this.last = membership.snapshot();
    coordination.services().lastOpened().observeLoads(this::onLoad);
    var unused = membership.subscribe(this::onChange);
    journal.note(coordination.process(), "watches", this);
  }

  private Runnable onLoad() {
    long asOf = committed.now();
    boolean deposed = committed.isDeposed();
    long asked = coordination.session().connectionEpoch();
    return () -> {
      loadedAsOf = asOf;
      loadedEpoch = asked;
      if (deposed) {
        shown.clear(); // it may show the past again
      }
    };
  }

  private void onChange(MembershipChange change) {
    if (closed) {
      violation = "told after close: " + change;
    }
    for (ServiceInstance each : change.left()) {
      if (!each.address().equals(sum.remove(each.id()))) {
        violation = "not there, but left: " + each;
      }
    }
    for (ServiceInstance each : change.joined()) {
      if (sum.put(each.id(), each.address()) != null) {
        violation = "was there, but joined: " + each;
      }
    }
    for (ServiceInstance each : change.updated()) {
      if (sum.put(each.id(), each.address()) == null) {
        violation = "not there, but updated: " + each;
      }
    }
    if (!sum.equals(CommittedViews.values(change.snapshot().instances()))) {
      violation = "the sum is %s, not %s".formatted(sum, change.snapshot());
    }
  }

  void close() {
    closed = true;
    journal.note(coordination.process(), "closes the view", this);
    membership.close();
  }

  /** Its registry is closed. */
  void closedWithRegistry() {
    closed = true;
  }

  boolean isLive() {
    return !closed && !coordination.process().isCrashed();
  }

  ServiceProcess.Coordination coordination() {
    return coordination;
  }

  /** Looks at it, after each step. */
  void look() {
    long now = coordination.process().process().scheduler().now();
    if (coordination.session().connectionEpoch() != epoch) {
      epoch = coordination.session().connectionEpoch();
      epochSince = now;
    }
    if (coordination.process().process().isPaused()
        || coordination.session().refusable().isRefusing()) {
      hinderedUntil = now + CATCH_UP_NANOS;
    }
    MembershipSnapshot next = membership.snapshot();
    if (next.version() != last.version()) {
      onShown(next);
      last = next;
    }
    if (!last.stale()
        && loadedEpoch != epoch
        && now > hinderedUntil
        && now - epochSince > HAND_OVER_NANOS) {
      violation = "not stale, but not loaded since the connection was lost";
    }
  }

  private void onShown(MembershipSnapshot next) {
    journal.note(coordination.process(), next.stale() ? "shows, stale" : "shows", this);
    if (!next.stale()) {
      String wrong =
          committed.wrong(
              CommittedViews.values(next.instances()), last.stale() ? loadedAsOf : 0, shown);
      violation = violation == null ? wrong : violation;
    }
  }

  String violation() {
    return violation;
  }

  /** What is not as it must be in the end; null if nothing. */
  String disagreement() {
    MembershipSnapshot snapshot = membership.snapshot();
    Map<String, String> expected = committed.committed();
    if (snapshot.stale()) {
      return this + " is stale";
    }
    if (!CommittedViews.values(snapshot.instances()).equals(expected)) {
      return "%s is not %s".formatted(this, expected);
    }
    if (snapshot.instances().stream().anyMatch(SomeFormat::isRaw)) {
      return this + " shows what was not decoded";
    }
    return sum.equals(expected) ? null : "%s was told %s".formatted(this, sum);
  }

  @Override
  public String toString() {
    MembershipSnapshot snapshot = membership.snapshot();
    return "view %d%s %s of %s"
        .formatted(
            snapshot.version(),
            snapshot.stale() ? " stale" : "",
            CommittedViews.values(snapshot.instances()),
            coordination.process());
  }
}
