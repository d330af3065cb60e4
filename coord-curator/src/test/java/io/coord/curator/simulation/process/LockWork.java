package io.coord.curator.simulation.process;

import io.coord.curator.simulation.process.Moves.Move;
import java.util.List;
import java.util.Random;

/** What the processes of a schedule do with their locks. */
final class LockWork {

  private static final String WORK = "work";
  private static final String RIVAL = "rival";
  private static final long LONGEST_PAUSE_NANOS = 250_000_000;
  private static final int BURST = 4_700; // more than a tenure has tokens
  private static final long BEFORE_BURST_NANOS = 500_000_000;
  private static final long BURST_NANOS = 700_000_000; // more or less
  private static final int BEFORE_RENEWAL = 2_900; // grants
  private static final int RENEWAL = 3_073;
  private static final long LONGEST_RENEWAL_NANOS = 500_000_000;

  private final LockSchedule schedule;
  private final Moves moves;
  private final Random chooser;
  private int bursts;
  private long quietUntil; // but for the burst
  private boolean stopped;

  /**
   * Not begun.
   *
   * @param bursts how often somebody is granted a lock more often than a tenure has tokens
   */
  LockWork(LockSchedule schedule, int bursts) {
    this.schedule = schedule;
    this.bursts = bursts;
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
    if (process == null) {
      return;
    }
    List<Contestant> all = process.contestants();
    Contestant one = all.get(random.nextInt(all.size()));
    if (move.aim().equals(RIVAL)) {
      long time = someTime(random);
      process.process().execute(() -> all.forEach(each -> each.ask(time)));
    } else if (schedule.scheduler().now() >= quietUntil) {
      if (bursts > 0 && random.nextInt(20) == 0) {
        bursts--;
        burst(process, one, random);
      } else {
        process.process().execute(() -> work(process, one, random));
      }
    }
  }

  /**
   * All others give the lock back, and one or two want it again after many grants: some of them
   * while the tenure gets more tokens, which may take a while.
   */
  private void burst(LockProcess process, Contestant one, Random random) {
    quietUntil = schedule.scheduler().now() + BEFORE_BURST_NANOS + 2 * BURST_NANOS;
    for (LockProcess each : schedule.alive()) {
      for (Contestant contestant : each.contestants()) {
        each.process()
            .execute(
                () -> {
                  contestant.cancel();
                  contestant.release();
                });
      }
    }
    int grants = BEFORE_RENEWAL + random.nextInt(RENEWAL - BEFORE_RENEWAL);
    long slow = random.nextLong(LONGEST_RENEWAL_NANOS);
    process
        .process()
        .after(
            BEFORE_BURST_NANOS,
            "burst",
            () -> one.burst(stopped ? 0 : BURST, grants, () -> renewSlowly(process, slow)));
    if (moves.isFree()) {
      rivalLater(process, BEFORE_BURST_NANOS + chooser.nextLong(BURST_NANOS));
    }
  }

  private void renewSlowly(LockProcess process, long nanos) {
    process.session().client().delayRequests(nanos);
    if (moves.isFree()) {
      rivalLater(process, chooser.nextLong(nanos + 1));
    }
  }

  /** One of the others asks for all locks. */
  private void rivalLater(LockProcess process, long nanos) {
    moves.after(
        nanos,
        () -> {
          List<LockProcess> alive =
              schedule.alive().stream().filter(other -> other != process).toList();
          if (!stopped) {
            moves.make(WORK, alive.get(chooser.nextInt(alive.size())).toString(), RIVAL);
          }
        });
  }

  private void work(LockProcess process, Contestant one, Random random) {
    process.contestants().forEach(Contestant::write);
    switch (random.nextInt(20)) {
      case 0 -> one.cancel();
      case 1, 2, 3 -> one.ask(someTime(random), random.nextLong(2_000_000_000));
      case 4, 5 -> one.askOnce(someTime(random));
      case 6, 7 -> one.askAsThread(someTime(random));
      case 8 -> one.reenter(random.nextBoolean());
      case 9 -> one.askInterrupted();
      case 10 -> one.listen();
      case 11 -> one.release();
      default -> one.ask(someTime(random));
    }
  }

  private static long someTime(Random random) {
    return random.nextLong(
        switch (random.nextInt(40)) {
          case 0 -> 12_000_000_000L; // so that it is lost if the process is cut off
          case 1, 2, 3, 4, 5, 6, 7, 8, 9 -> 4_000_000_000L;
          default -> 500_000_000L;
        });
  }
}
