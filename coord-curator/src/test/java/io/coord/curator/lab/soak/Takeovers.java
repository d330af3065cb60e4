package io.coord.curator.lab.soak;

import io.coord.curator.lab.history.Census;
import io.coord.curator.lab.history.Checker;
import io.coord.curator.lab.history.Entry;
import io.coord.curator.lab.history.Kind;
import io.coord.curator.lab.history.Standing;
import io.coord.test.internal.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * One process registers an id, and another registers it too while the first keeps updating it; or
 * one session registers it twice. Then the updates stop, and when everything has settled, all
 * report the state that they believe themselves to be in.
 */
final class Takeovers {

  /** How long settling may take; server faults may be in progress. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int ENTER_TRIES = 12;
  private static final int MOST_UPDATES = 4;
  private static final int POLL_MILLIS = 200;

  /** How long nobody may write once everything has settled. */
  private static final int STILL_MILLIS = 1_500;

  private final Laboratory laboratory;
  private final Random random;
  private int count;

  Takeovers(Laboratory laboratory, Random random) {
    this.laboratory = laboratory;
    this.random = random;
  }

  List<Fault> all() {
    return List.of(
        new Fault(Checker.TAKEN_OVER, 6, name -> takeOver(name, false)),
        new Fault(Checker.TAKEN_OVER_IN_SESSION, 4, name -> takeOver(name, true)));
  }

  /** One registration, and the commands for it. */
  record Entrant(Place place, String key) {
    String ask(String order, Object... words) {
      StringBuilder text = new StringBuilder(order + " " + key);
      Stream.of(words).forEach(word -> text.append(' ').append(word));
      return place.worker().ask(text.toString());
    }
  }

  private void takeOver(String name, boolean inSession) throws InterruptedException {
    String id = Checker.CONTESTED + ++count;
    List<Place> places = new ArrayList<>(laboratory.places());
    Place first = places.remove(random.nextInt(places.size()));
    Place other = places.get(random.nextInt(places.size()));
    boolean few = random.nextBoolean();
    int[] updates = random.ints(3, 0, MOST_UPDATES).toArray();
    updates[0] += random.nextBoolean() ? 0 : 2 * MOST_UPDATES;
    if (random.nextBoolean()) {
      updates[1] = Math.max(0, updates[0] - 1); // their nodes may have the same version then
    }
    int pause = random.nextInt(400);
    int delay = random.nextBoolean() ? 50 + random.nextInt(300) : 0;
    boolean back = random.nextInt(3) == 0;
    long begin = System.nanoTime();
    List<Entrant> entrants = new ArrayList<>();
    if (enter(first, id, false, entrants)) {
      if (few) {
        entrants.get(0).ask("revise", updates[0]);
      } else {
        entrants.get(0).ask("updating");
        Time.passMillis(pause);
      }
      if (delay > 0 && !inSession) {
        first.links().delay(Duration.ofMillis(delay));
      }
      boolean whole = enter(inSession ? first : other, id, inSession, entrants);
      if (whole) {
        if (few) {
          entrants.get(1).ask("revise", updates[1]);
          entrants.get(0).ask("revise", 1 + updates[2]);
        } else {
          entrants.get(1).ask("updating");
          Time.passMillis(pause);
        }
      }
      if (delay > 0 && !inSession) {
        first.links().restore();
      }
      if (back) {
        whole &= enter(first, id, false, entrants);
      }
      entrants.forEach(entrant -> entrant.ask("still"));
      if (whole) { // else one that failed may have replaced those before
        judge(laboratory, id, entrants, PATIENCE);
      }
      entrants.forEach(entrant -> entrant.ask("leave"));
    }
    laboratory
        .history()
        .add(Entry.note("nemesis", Kind.FAULT, name, begin, System.nanoTime(), 0, id));
  }

  /** Registers it, with several tries if need be; false if no server can be reached. */
  private static boolean enter(Place place, String id, boolean asAnother, List<Entrant> entrants) {
    String key = id + "-" + entrants.size();
    Entrant entrant = new Entrant(place, key);
    for (int i = 0; i < ENTER_TRIES; i++) {
      if (entrant.ask("enter", id, asAnother ? "another" : "same").equals("done")) {
        entrants.add(entrant);
        return true;
      }
    }
    return false;
  }

  /** Waits until everything is as it should be and stays so for a while, within a limit. */
  static void judge(Laboratory laboratory, String id, List<Entrant> entrants, Duration patience)
      throws InterruptedException {
    long begin = System.nanoTime();
    boolean settled = false;
    while (!settled && System.nanoTime() - begin < patience.toNanos()) {
      if (isSettled(laboratory, id, entrants)) {
        Time.passMillis(STILL_MILLIS);
        settled = isSettled(laboratory, id, entrants);
      } else {
        Time.passMillis(POLL_MILLIS);
      }
    }
    laboratory
        .history()
        .add(Entry.note("laboratory", Kind.QUIET, id, begin, System.nanoTime(), 0, ""));
  }

  private static boolean isSettled(Laboratory laboratory, String id, List<Entrant> entrants) {
    List<Standing> standings =
        entrants.stream()
            .map(Entrant::place)
            .distinct()
            .map(place -> place.worker().ask("stand " + id))
            .flatMap(answer -> Stream.of(answer.split(",")))
            .map(Standing::parse)
            .toList();
    Map<String, Census.Node> nodes = laboratory.census();
    List<Standing> registered = standings.stream().filter(Standing::isRegistered).toList();
    return registered.size() == 1
        && standings.stream().filter(Standing::isReplaced).count() == standings.size() - 1
        && nodes.containsKey(id)
        && nodes.get(id).value().equals(registered.get(0).value());
  }
}
