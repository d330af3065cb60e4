package io.coord.curator.simulation.process;

import io.coord.curator.simulation.Scheduler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * What is done to a world from outside: each thing that its processes are made to do, and each
 * fault. The first run makes the moves up, numbers them and writes them down; another run of the
 * same seed repeats them, or some of them, at the same moments. The choices within a move depend on
 * the seed and its number, so those of the others stay the same if some are left out.
 */
final class Moves {

  /**
   * One of them.
   *
   * @param at in virtual time
   * @param kind of move
   * @param process whom it is about
   * @param aim at what it is aimed; may be empty
   */
  record Move(int number, long at, String kind, String process, String aim) {}

  /** Carries out the moves of one kind. */
  @FunctionalInterface
  interface Player {
    void play(Move move, Random random);
  }

  private final Scheduler scheduler;
  private final List<Move> script; // null if moves are made up
  private final Map<String, Player> players = new HashMap<>();
  private final List<Move> made = new ArrayList<>();

  /**
   * None yet.
   *
   * @param script what to repeat; null to make moves up
   */
  Moves(Scheduler scheduler, List<Move> script) {
    this.scheduler = scheduler;
    this.script = script;
  }

  /** All moves of that kind are carried out there. */
  void on(String kind, Player player) {
    players.put(kind, player);
  }

  /** Begins, once all players are known; makes nothing up itself. */
  void start() {
    if (script != null) {
      for (Move move : script) {
        scheduler.first(move.at() - scheduler.now(), "move", () -> play(move));
      }
    }
  }

  /** Whether moves are to be made up. */
  boolean isFree() {
    return script == null;
  }

  /** The choices of whoever makes moves up; not within a move. */
  Random chooser(String kind) {
    return random(kind.hashCode());
  }

  /** Makes up something after that time, without changing anything else. */
  void after(long nanos, Runnable makeUp) {
    scheduler.first(Math.max(1, nanos), "move", makeUp);
  }

  /** Makes a move now. */
  void make(String kind, String process, String aim) {
    play(new Move(made.size() + 1, scheduler.now(), kind, process, aim));
  }

  /** All that were made, in order. */
  List<Move> made() {
    return made;
  }

  private void play(Move move) {
    made.add(move);
    players.get(move.kind()).play(move, random(move.number()));
  }

  private Random random(long number) {
    return new Random(new SplittableRandom(scheduler.seed() ^ (number << Integer.SIZE)).nextLong());
  }
}
