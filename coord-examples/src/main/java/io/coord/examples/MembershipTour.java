package io.coord.examples;

import io.coord.registry.Registration;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The first part of the tour: servers join, change, crash and leave while a client watches. */
final class MembershipTour {

  private static final String SERVICE = "servers";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** An action of a server. */
  @FunctionalInterface
  private interface Step {
    void run() throws InterruptedException;
  }

  /**
   * How long a change took: until the call that made it returned, and until the client was notified
   * of it.
   */
  private record Timing(String change, Duration done, Duration seen) {}

  private final DemoZooKeeper zooKeeper;
  private final Timeline timeline;
  private final Observer client;
  private final List<Timing> timings = new ArrayList<>();

  private MembershipTour(DemoZooKeeper zooKeeper, Timeline timeline, Observer client) {
    this.zooKeeper = zooKeeper;
    this.timeline = timeline;
    this.client = client;
  }

  /**
   * Runs this part and checks what it shows.
   *
   * @throws CheckFailed if the client saw anything other than what happened
   */
  static void run(DemoZooKeeper zooKeeper, Fleet fleet, Timeline timeline)
      throws InterruptedException {
    timeline.heading("Servers come and go while a client watches");
    try (Observer client = new Observer(zooKeeper, SERVICE, timeline)) {
      MembershipTour tour = new MembershipTour(zooKeeper, timeline, client);
      tour.show(fleet);
      tour.printTimings();
      tour.check();
    }
  }

  private void show(Fleet fleet) throws InterruptedException {
    List<Registration> registrations = new ArrayList<>();
    for (TourServer server : fleet.servers()) {
      step(server, "registers", "+", () -> registrations.add(server.register(SERVICE)));
    }
    step(
        fleet.third(),
        "updates its metadata",
        "~",
        () -> registrations.get(2).update(MembershipTour::lowLoad));
    step(fleet.second(), "crashes: it goes silent", "-", () -> fleet.second().crash());
    step(fleet.first(), "deregisters", "-", () -> registrations.get(0).close());
  }

  private void step(TourServer server, String what, String sign, Step step)
      throws InterruptedException {
    timeline.say(server.name(), what);
    long begin = System.nanoTime();
    step.run();
    Duration done = Duration.ofNanos(System.nanoTime() - begin);
    Observer.Seen seen = client.next(PATIENCE);
    String expected = sign + " " + server.name();
    if (!seen.change().equals(expected)) {
      throw new CheckFailed(
          "The client should have seen '%s' but saw '%s'.".formatted(expected, seen.change()));
    }
    timings.add(new Timing(expected, done, Duration.ofNanos(seen.nanoTime() - begin)));
  }

  private static ServiceInstance lowLoad(ServiceInstance present) {
    return present.toBuilder().metadata("load", "low").build();
  }

  private void printTimings() {
    timeline.line("");
    timeline.line(
        "  %-14s %16s %22s".formatted("change", "call returned in", "client saw it after"));
    for (Timing timing : timings) {
      timeline.line(
          "  %-14s %16s %22s"
              .formatted(
                  timing.change(), Timeline.millis(timing.done()), Timeline.millis(timing.seen())));
    }
    timeline.line("");
  }

  private void check() throws InterruptedException {
    List<ServiceInstance> view = client.view();
    List<String> ids = view.stream().map(ServiceInstance::id).toList();
    List<String> stored = storedIds();
    if (!ids.equals(stored)) {
      throw new CheckFailed("The client sees " + ids + " but ZooKeeper has " + stored + ".");
    }
    if (!view.get(0).metadata().equals(Map.of("load", "low"))) {
      throw new CheckFailed("The client missed the update: " + view);
    }
    if (client.hasUnexpected()) {
      throw new CheckFailed(
          "The client saw a change that did not happen: " + client.next(Duration.ZERO));
    }
    timeline.line("  checked: the client's view matches ZooKeeper's nodes: " + stored);
    timeline.line(
        "  checked: %d changes, each seen exactly once, in order".formatted(timings.size()));
  }

  private List<String> storedIds() throws InterruptedException {
    try (RawClient raw = RawClient.connect(zooKeeper.connectString(), PATIENCE)) {
      return raw.children(zooKeeper.serviceRoot() + "/" + SERVICE);
    }
  }
}
