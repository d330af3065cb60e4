package io.coord.curator.lab.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.lab.history.Checker;
import io.coord.curator.lab.history.Invariant;
import io.coord.curator.lab.history.Violation;
import io.coord.curator.lab.worker.WorkerProcess;
import io.coord.test.internal.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Controls the checker: defects, each in a copy of one production class, and for each a short run
 * in which it matters. The checker must find it, and must find nothing in the same run without the
 * defect.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class DefectsIT {

  private static final int TICK = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Two of them in every build, to see that the controls still work. */
  @ParameterizedTest
  @EnumSource(names = {"TOKEN_FROM_SUFFIX", "NO_RELOAD"})
  void aSimpleDefectIsFound(Defect defect) throws Exception {
    aDefectIsFound(defect);
  }

  @Tag("controls")
  @ParameterizedTest
  @EnumSource
  void aDefectIsFound(Defect defect) throws Exception {
    assertThat(run(defect, true))
        .extracting(Violation::invariant)
        .contains(invariantBrokenBy(defect));
  }

  @Tag("controls")
  @ParameterizedTest
  @EnumSource
  void withoutItNothingIs(Defect defect) throws Exception {
    assertThat(run(defect, false)).isEmpty();
  }

  /**
   * Short where a session has to end; otherwise so long that none ends because the machine is busy.
   */
  private static Duration sessionTimeout(Defect defect) {
    return switch (defect) {
      case NO_PROOF -> Duration.ofSeconds(2);
      default -> Duration.ofSeconds(10);
    };
  }

  private static Invariant invariantBrokenBy(Defect defect) {
    return switch (defect) {
      case OWNER_NOT_CHECKED, NO_PROOF -> Invariant.I3;
      case TOKEN_FROM_SUFFIX -> Invariant.I2;
      case NO_RELOAD,
          VERSION_COMPARED,
          DELETED_WITHOUT_OWNER,
          LOADED_WITHOUT_SYNC,
          REMOVED_IN_CLIENT ->
          Invariant.I6;
      case NOT_WITHDRAWN -> Invariant.I5;
      case ADOPTED -> Invariant.I7;
      case GIVEN_UP -> Invariant.I9;
    };
  }

  private static List<Violation> run(Defect defect, boolean withIt) throws Exception {
    Path directory = Path.of("target", "soak", defect + (withIt ? "" : "-not"));
    Path patches = null;
    if (withIt) {
      patches = PatchedClasses.compile(defect, Path.of("target", "soak", defect + "-classes"));
    }
    Laboratory.emptyDirectory(directory);
    Duration timeout = sessionTimeout(defect);
    int servers = defect == Defect.LOADED_WITHOUT_SYNC ? 3 : 1;
    try (Laboratory laboratory = new Laboratory(servers, TICK, timeout, directory, patches)) {
      Place a = laboratory.open("a", "coord");
      Place b = laboratory.open("b", "coord-over");
      Place c = laboratory.open("c", "coord");
      switch (defect) {
        case OWNER_NOT_CHECKED -> aPlaceInTheQueueOutlivesItsSession(laboratory, b, c);
        case TOKEN_FROM_SUFFIX -> theLockIsDeletedWhileItIsFree(laboratory, a, b);
        case NO_PROOF -> aHolderIsPaused(laboratory, a, b);
        case NO_RELOAD -> aMemberComesWhileAWatcherIsAway(a, b, c);
        case VERSION_COMPARED -> aMemberIsReplacedWhileAWatcherIsAway(laboratory, a, c);
        case DELETED_WITHOUT_OWNER -> aReplacedOneWithdraws(a, b, c);
        case NOT_WITHDRAWN -> aWaiterGivesUp(a, b);
        case ADOPTED -> Scenes.aReplacedOneUpdates(laboratory, a, b, settling(withIt));
        case LOADED_WITHOUT_SYNC ->
            Scenes.aViewIsOpenedWhileItsServerLags(laboratory, List.of(a, b), c);
        case REMOVED_IN_CLIENT -> Scenes.aViewIsClosedBeforeTheConnectionIsLost(a, b, c);
        case GIVEN_UP -> Scenes.allServersAreOutOfReach(laboratory, a);
      }
      laboratory.conclude(settling(withIt));
      return check(laboratory);
    }
  }

  private static Duration settling(boolean withIt) {
    return withIt ? Duration.ofSeconds(3) : PATIENCE;
  }

  private static List<Violation> check(Laboratory laboratory) {
    return new Checker(laboratory.sessionTimeout()).check(laboratory.history());
  }

  /**
   * Hazard L1: b is first in the queue by a node of a session that it has lost, and is told so only
   * when it has another one. What else it learns of its place says that its handle has ended.
   */
  private static void aPlaceInTheQueueOutlivesItsSession(Laboratory laboratory, Place b, Place c)
      throws InterruptedException {
    granted(b, "x"); // who was alone then asks for its place and for the queue at once
    b.worker().ask("release x");
    awaitContenders(laboratory, 0);
    b.worker().ask("stall");
    CompletableFuture<String> first = b.worker().order("acquire x 40000");
    awaitContenders(laboratory, 1);
    b.worker().ask("catch-up");
    CompletableFuture<String> second = c.worker().order("acquire x 40000");
    awaitContenders(laboratory, 2);
    b.links().cut();
    long cut = System.nanoTime();
    b.worker().ask("abandon");
    b.links().restore();
    granted(b, "z"); // its subject knows of the new session before it hears of its place
    b.worker().ask("release z");
    b.worker().ask("go-on");
    // With the defect b has the lock soon, until its old session ends a session timeout after the
    // cut. Before that b is frozen out; what it writes then proves its new session for T/2.
    long timeout = laboratory.sessionTimeout().toNanos();
    Time.passUntil(cut + (long) (0.65 * timeout));
    granted(b, "y");
    b.links().freeze();
    assertThat(WorkerProcess.await(second)).startsWith("granted");
    Time.pass(Duration.ofNanos(timeout / 2)); // for which a proof is good at most
    b.links().restore();
    c.worker().ask("release x");
    if (WorkerProcess.await(first).startsWith("granted")) {
      b.worker().ask("release x");
    }
    b.worker().ask("release y");
  }

  /** Hazard L3. */
  private static void theLockIsDeletedWhileItIsFree(Laboratory laboratory, Place a, Place b) {
    for (int i = 0; i < 3; i++) {
      granted(a, "x");
      a.worker().ask("release x");
    }
    laboratory.tree().delete(Tree.LOCKS + "/x");
    granted(b, "x");
    b.worker().ask("release x");
  }

  /**
   * Hazard C4. When a goes on, its client hears within a millisecond or two that the connection is
   * gone, and may be faster than its next look at the lease; so there is more than one try.
   */
  private static void aHolderIsPaused(Laboratory laboratory, Place a, Place b) {
    for (int i = 0; i < 5 && check(laboratory).isEmpty(); i++) {
      granted(a, "x");
      a.worker().pause();
      granted(b, "x");
      a.worker().resume();
      a.worker().ask("release x");
      b.worker().ask("release x");
    }
  }

  /** Hazard M3. */
  private static void aMemberComesWhileAWatcherIsAway(Place a, Place b, Place c) {
    a.worker().ask("register m1");
    awaitMember(c, "m1");
    c.links().cut();
    b.worker().ask("register m2");
    awaitMember(a, "m2");
    c.links().restore();
  }

  /** Hazard M1. */
  private static void aMemberIsReplacedWhileAWatcherIsAway(
      Laboratory laboratory, Place a, Place c) {
    a.worker().ask("register m1");
    awaitMember(c, "m1");
    c.links().cut();
    a.worker().ask("withdraw m1");
    a.worker().ask("register m1");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> laboratory.tree().members().containsValue("a.1:2"));
    c.links().restore();
  }

  /** Hazard R2: a has not heard yet that b has taken its place. */
  private static void aReplacedOneWithdraws(Place a, Place b, Place c) {
    a.worker().ask("register m1");
    a.worker().ask("update m1"); // it has looked at its node before, and watches it
    awaitMember(c, "m1=a.1:2");
    a.links().delay(Duration.ofMillis(600));
    b.worker().ask("register m1");
    awaitMember(c, "m1=b.1:1");
    a.worker().ask("withdraw m1");
    a.links().restore();
  }

  private static void aWaiterGivesUp(Place a, Place b) {
    granted(a, "x");
    assertThat(b.worker().ask("acquire x 300")).isEqualTo("refused");
    a.worker().ask("release x");
  }

  static void granted(Place place, String lock) {
    assertThat(place.worker().ask("acquire " + lock + " 20000")).startsWith("granted");
    place.worker().ask("write " + lock);
  }

  private static void awaitContenders(Laboratory laboratory, int count) {
    Awaitility.await().atMost(PATIENCE).until(() -> laboratory.tree().contenders().size() == count);
  }

  static void awaitMember(Place watcher, String member) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> watcher.worker().ask("members").contains(member));
  }
}
