package io.coord.curator.lab.soak;

import io.coord.curator.lab.history.Checker;
import io.coord.curator.lab.soak.Takeovers.Entrant;
import io.coord.curator.lab.worker.WorkerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** Directed runs in which a {@link Defect} of the registry, the views or the session matters. */
final class Scenes {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** More than the versions that a takeover surpasses. */
  private static final int MANY_UPDATES = 12;

  private static final Duration LATE = Duration.ofMillis(1_500);

  private Scenes() {}

  /** Hazard R8: a's update comes when b's node has the version that a's had. */
  static void aReplacedOneUpdates(Laboratory laboratory, Place a, Place b, Duration patience)
      throws InterruptedException {
    String id = Checker.CONTESTED;
    Entrant older = new Entrant(a, "older");
    Entrant newer = new Entrant(b, "newer");
    older.ask("enter", id, "same");
    older.ask("revise", MANY_UPDATES);
    int version = laboratory.census().get(id).version();
    a.links().delay(LATE);
    CompletableFuture<String> late = a.worker().order("revise older 1");
    newer.ask("enter", id, "same");
    newer.ask("revise", version - laboratory.census().get(id).version());
    WorkerProcess.await(late);
    a.links().restore();
    Takeovers.judge(laboratory, id, List.of(older, newer), patience);
  }

  /** Hazard M14: c can reach only a follower that does not learn what the others do. */
  static void aViewIsOpenedWhileItsServerLags(Laboratory laboratory, List<Place> others, Place c)
      throws InterruptedException {
    int lagging = laboratory.ensemble().awaitFollower();
    int leader = laboratory.ensemble().awaitLeader();
    others.forEach(place -> place.links().cut(lagging));
    c.links().cutAllBut(lagging);
    Place a = others.get(0);
    a.worker().ask("register m1");
    DefectsIT.awaitMember(c, "m1");
    laboratory.ensemble().holdBack(lagging);
    a.worker().ask("withdraw m1");
    a.worker().ask("register m2");
    laboratory.census(leader);
    c.worker().ask("look 2000");
    laboratory.ensemble().heal(lagging);
    laboratory.census(leader);
    DefectsIT.awaitMember(c, "m2");
  }

  /**
   * Hazard C14: c hears nothing while its watch is being removed, and then loses the connection.
   */
  static void aViewIsClosedBeforeTheConnectionIsLost(Place a, Place b, Place c) {
    a.worker().ask("register m1");
    DefectsIT.awaitMember(c, "m1");
    c.worker().ask("open elsewhere");
    c.worker().ask("look " + PATIENCE.toMillis());
    c.links().freeze();
    c.worker().ask("shut elsewhere");
    c.links().cut();
    b.worker().ask("register m2");
    DefectsIT.awaitMember(a, "m2");
    c.links().restore();
  }

  /** Hazard C2. */
  static void allServersAreOutOfReach(Laboratory laboratory, Place a) throws InterruptedException {
    DefectsIT.granted(a, "x");
    a.worker().ask("register m1");
    Awaitility.await().atMost(PATIENCE).until(() -> laboratory.census().containsKey("m1"));
    new Outages(laboratory, new Random(1)).cut(Checker.OUT_OF_REACH, 0.6, 0.6);
    DefectsIT.awaitMember(a, "m1");
    a.worker().ask("release x");
  }
}
