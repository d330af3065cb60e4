package io.coord.curator.simulation.process;

import io.coord.curator.simulation.process.Moves.Move;
import java.util.List;
import java.util.Random;

/** What the processes of a schedule do with their locks. */
final class LockWork {

  private static final String WORK = "work";
  private static final long LONGEST_PAUSE_NANOS = 250_000_000;

  private final LockSchedule schedule;
  private final Moves moves;
  private final Random chooser;
  private boolean stopped;

  LockWork(LockSchedule schedule) {
    this.schedule = schedule;
    this.moves = schedule.moves();
    this.chooser = moves.chooser(WORK);
    moves.on(WORK, this::work);
  }

  void start() {
    if (moves.isFree()) {
      makeUp();
    }
  }

  /** Nothing new is begun. */
  void stop() {
    stopped = true;
    schedule.alive().forEach(process -> process.contestants().forEach(Contestant::endBurst));
  }

  /** Does something now, and again after a while. */
  private void makeUp() {
    if (!stopped) {
      List<LockProcess> alive = schedule.alive();
      moves.make(WORK, alive.get(chooser.nextInt(alive.size())).toString(), "");
      moves.after(chooser.nextLong(LONGEST_PAUSE_NANOS), this::makeUp);
    }
  }

  private void work(Move move, Random random) {
    LockProcess process = schedule.find(move.process());
    if (process != null) {
      List<Contestant> all = process.contestants();
      Contestant one = all.get(random.nextInt(all.size()));
      process.process().execute(() -> work(process, one, random));
    }
  }

  private void work(LockProcess process, Contestant one, Random random) {
    process.contestants().forEach(Contestant::write);
    switch (random.nextInt(16)) {
      case 0 -> one.cancel();
      case 1, 2, 3 -> one.ask(someTime(random), random.nextLong(2_000_000_000));
      default -> one.ask(someTime(random));
    }
  }

  private static long someTime(Random random) {
    return random.nextInt(4) == 0 ? random.nextLong(4_000_000_000L) : random.nextLong(500_000_000);
  }
}
