package io.coord.examples;

import io.coord.Coordination;
import io.coord.election.Candidacy;
import io.coord.election.Leader;
import io.coord.election.LeaderSnapshot;
import io.coord.election.LeaderView;
import io.coord.election.Term;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The third part of the tour: the servers elect a leader, which crashes, while a client watches.
 */
final class LeaderTour {

  private static final String ELECTION = "scheduler";
  private static final String CLIENT = "client";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * A term, as its leader begins it.
   *
   * @param alone whether no earlier leader believes that it still leads
   */
  private record Begun(String name, Term term, boolean alone) {}

  private final Timeline timeline;
  private final BlockingQueue<Begun> begun = new LinkedBlockingQueue<>();
  private final BlockingQueue<Leader> seen = new LinkedBlockingQueue<>();
  private final List<Term> terms = new ArrayList<>(); // guarded by this
  private final List<Candidacy> candidacies = new ArrayList<>();
  private long lastSeen; // confined to the view's listener

  private LeaderTour(Timeline timeline) {
    this.timeline = timeline;
  }

  /**
   * Runs this part and checks what it shows.
   *
   * @throws CheckFailed if two servers led at the same time, an epoch did not rise, or the client
   *     saw another leader or epoch than there was
   */
  static void run(DemoZooKeeper zooKeeper, Fleet fleet, Timeline timeline)
      throws InterruptedException {
    timeline.heading("The servers elect a leader while the client watches");
    timeline.say(fleet.second().name(), "restarts after its crash, with a new session");
    fleet.restartSecond();
    LeaderTour tour = new LeaderTour(timeline);
    try (Coordination client = zooKeeper.builder().ownerLabel(CLIENT).connect()) {
      tour.show(fleet, client.election(ELECTION).watch(tour::onChange));
    } finally {
      for (int i = tour.candidacies.size() - 1; i >= 0; i--) {
        tour.candidacies.get(i).close(); // the last in the queue first: nobody takes over
      }
    }
  }

  private void show(Fleet fleet, LeaderView view) throws InterruptedException {
    stand(fleet.second());
    Begun first = next(0);
    for (TourServer server : List.of(fleet.third(), fleet.first())) {
      stand(server);
      awaitCandidates(view, candidacies.size()); // so that they queue in this order
    }
    timeline.say(Console.Colour.RED, first.name(), "crashes while it leads");
    fleet.second().crash();
    Begun second = next(first.term().epoch());
    timeline.say(first.name(), "checks its term: isLeading() is " + first.term().isLeading());

    timeline.say(second.name(), "steps down");
    candidacies.get(1).stepDown();
    next(second.term().epoch());
    printChecks();
  }

  private void stand(TourServer server) {
    ServiceInstance self =
        ServiceInstance.builder("servers")
            .id(server.name())
            .address(server.name() + ".example.com")
            .port(8080)
            .build();
    timeline.say(server.name(), "stands for election");
    candidacies.add(
        server.coordination().election(ELECTION).stand(self, term -> lead(server.name(), term)));
  }

  /** The task of a leader that only has to be there. */
  private void lead(String name, Term term) throws InterruptedException {
    begin(name, term);
    while (!term.awaitStop(Duration.ofMinutes(1))) {
      // It leads. One with more to do would work here, and pass on the epoch.
    }
  }

  private synchronized void begin(String name, Term term) {
    boolean alone = terms.stream().noneMatch(Term::isLeading);
    terms.add(term);
    timeline.say(Console.Colour.GREEN, name, "leads (epoch " + term.epoch() + ")");
    begun.add(new Begun(name, term, alone));
  }

  private void onChange(LeaderSnapshot view) {
    view.leader()
        .filter(leader -> leader.epoch() != lastSeen)
        .ifPresent(
            leader -> {
              lastSeen = leader.epoch();
              timeline.say(
                  CLIENT, "follows %s (epoch %d)".formatted(leader.instance().id(), lastSeen));
              seen.add(leader);
            });
  }

  /** Waits for the next leader, and for the client to see it. */
  private Begun next(long lastEpoch) throws InterruptedException {
    Begun next = take(begun, "Nobody led");
    if (!next.alone()) {
      throw new CheckFailed(next.name() + " leads while another server does.");
    }
    if (next.term().epoch() <= lastEpoch) {
      throw new CheckFailed("Epoch %d came after %d.".formatted(next.term().epoch(), lastEpoch));
    }
    Leader leader = take(seen, "The client saw nobody lead");
    if (leader.epoch() != next.term().epoch() || !leader.instance().id().equals(next.name())) {
      throw new CheckFailed("The client saw " + leader + " but " + next.name() + " led.");
    }
    return next;
  }

  private static <T> T take(BlockingQueue<T> queue, String otherwise) throws InterruptedException {
    T taken = queue.poll(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    if (taken == null) {
      throw new CheckFailed(otherwise + " within " + PATIENCE + ".");
    }
    return taken;
  }

  private static void awaitCandidates(LeaderView view, int count) throws InterruptedException {
    if (!view.await(snapshot -> snapshot.candidates().size() == count, PATIENCE)) {
      throw new CheckFailed("There should be %d candidates.".formatted(count));
    }
  }

  private synchronized void printChecks() {
    timeline.line("");
    timeline.line(
        "  checked: %d leaders, never two at the same time, each with a greater epoch"
            .formatted(terms.size()));
    timeline.line("  checked: the client saw each of them once, with the same epoch");
  }
}
