package io.coord.examples;

import io.coord.lock.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The second part of the tour: the servers take turns holding a lock, and one crashes. */
final class LockTour {

  private static final String LOCK = "orders";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration WORK = Duration.ofMillis(150);

  private final Timeline timeline;
  private final FencedStore store = new FencedStore();
  private final List<Lease> grants = new ArrayList<>(); // guarded by this

  private LockTour(Timeline timeline) {
    this.timeline = timeline;
  }

  /**
   * Runs this part and checks what it shows.
   *
   * @throws CheckFailed if two servers held the lock at the same time, a token was not greater than
   *     the one before, or a stale write was accepted
   */
  static void run(Fleet fleet, Timeline timeline) throws InterruptedException {
    timeline.heading("The servers take turns holding a lock");
    timeline.say(fleet.second().name(), "restarts after its crash, with a new session");
    fleet.restartSecond();
    LockTour tour = new LockTour(timeline);
    tour.takeTurns(fleet);
    tour.crashWhileHolding(fleet);
    tour.printChecks();
  }

  /** All servers request the lock at once; each gets it once. */
  private void takeTurns(Fleet fleet) throws InterruptedException {
    List<Worker<Long>> workers = new ArrayList<>();
    for (TourServer server : fleet.servers()) {
      workers.add(Worker.start(server.name(), () -> takeTurn(server)));
    }
    for (Worker<Long> worker : workers) {
      worker.await(PATIENCE);
    }
  }

  private long takeTurn(TourServer server) throws InterruptedException {
    try (Lease lease = server.coordination().lock(LOCK).acquire()) {
      granted(server.name(), lease);
      write(server.name(), lease, true);
      Thread.sleep(WORK.toMillis());
      return lease.fencingToken();
    }
  }

  /** The second server goes silent while it holds the lock and the third one waits for it. */
  private void crashWhileHolding(Fleet fleet) throws InterruptedException {
    TourServer holder = fleet.second();
    try (Lease stale = holder.coordination().lock(LOCK).acquire()) {
      granted(holder.name(), stale);
      write(holder.name(), stale, true);

      Worker<Long> next = Worker.start(fleet.third().name(), () -> takeTurn(fleet.third()));
      Contenders.await(fleet.first().coordination().lock(LOCK), 2, PATIENCE);
      timeline.say(Console.Colour.RED, holder.name(), "crashes while it holds the lock");
      holder.crash();
      next.await(PATIENCE);
      timeline.say(holder.name(), "checks its lease: " + stale.state());
      write(holder.name(), stale, false);
    }
  }

  private synchronized void granted(String name, Lease lease) {
    long token = lease.fencingToken();
    timeline.say(Console.Colour.GREEN, name, "acquired the lock (token " + token + ")");
    for (Lease earlier : grants) {
      if (earlier.isHeld()) {
        throw new CheckFailed(name + " was granted the lock while another held it.");
      }
      if (earlier.fencingToken() >= token) {
        throw new CheckFailed("Token " + token + " came after " + earlier.fencingToken() + ".");
      }
    }
    grants.add(lease);
  }

  private void write(String name, Lease lease, boolean expected) {
    boolean accepted = store.write(lease.fencingToken());
    timeline.say(
        name,
        "writes with token %d: %s"
            .formatted(lease.fencingToken(), accepted ? "accepted" : "rejected, it is stale"));
    if (accepted != expected) {
      throw new CheckFailed("That write should " + (expected ? "" : "not ") + "be accepted.");
    }
  }

  private synchronized void printChecks() {
    timeline.line("");
    timeline.line(
        "  checked: %d grants, never two at the same time, each with a greater token"
            .formatted(grants.size()));
    timeline.line("  checked: the write with the crashed holder's token was rejected");
  }
}
