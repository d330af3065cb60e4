package io.coord.curator.simulation.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.simulation.Scheduler;
import io.coord.curator.simulation.ensemble.Settings;
import io.coord.curator.simulation.ensemble.SimulatedEnsemble;
import io.coord.curator.simulation.process.Moves.Move;
import io.coord.lock.LockOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One schedule: two to four processes stand in an election for most of a minute of virtual time,
 * while a {@link LockNemesis} does them harm. One leads at a time, and epochs rise. Then the world
 * is well, and somebody leads soon; then all is closed, and nothing is left.
 */
final class ElectionSchedule implements SimulatedSchedules.Schedule, LockWorld {

  static final String ROOT = "/elections";

  private static final String ELECTION = "scheduler";
  private static final String QUEUE = ROOT + "/" + ELECTION;
  private static final long TROUBLE_NANOS = TimeUnit.SECONDS.toNanos(40);
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** Whoever leads, and has done so for as long, goes on. */
  private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A pause after failures in a row, and a task that is deaf. */
  private static final long LONGEST_DELAY_NANOS = TimeUnit.SECONDS.toNanos(90);

  private static final String ACT = "act";

  private final Scheduler scheduler;
  private final SimulatedEnsemble ensemble;
  private final int servers;
  private final Journal journal;
  private final Moves moves;
  private final Random chooser;
  private final LockNemesis nemesis;
  private final long longestVacancyNanos;
  private final Terms terms = new Terms();
  private final Set<String> deleted = new HashSet<>(); // nodes, by an administrator
  private final List<Candidate> candidates = new ArrayList<>(); // in processes that live
  private long done; // by all processes, at the last check
  private long vacantSince = -1; // though the world is well
  private boolean well; // nothing new is begun

  /**
   * Not run yet.
   *
   * @param script what is done to it; null to make that up
   * @param recording whether to keep a journal
   */
  ElectionSchedule(long seed, List<Move> script, boolean recording) {
    scheduler = new Scheduler(seed);
    Random random = scheduler.random();
    journal = new Journal(scheduler, recording);
    moves = new Moves(scheduler, script);
    servers = List.of(1, 3, 3, 5).get(random.nextInt(4));
    int tickMillis = List.of(500, 500, 200).get(random.nextInt(3));
    longestVacancyNanos =
        TimeUnit.MILLISECONDS.toNanos(LockSchedule.TIMEOUT_MILLIS + 8 * tickMillis);
    long clientDelay = List.of(20_000_000, 20_000_000, 300_000_000).get(random.nextInt(3));
    long serverDelay = List.of(20_000_000, 20_000_000, 400_000_000).get(random.nextInt(3));
    ensemble =
        new SimulatedEnsemble(
            scheduler, new Settings(servers, tickMillis, 20, clientDelay, serverDelay));
    chooser = moves.chooser(ACT);
    moves.on(ACT, this::act);
    nemesis = new LockNemesis(this);
    for (int i = 0; i < 2 + random.nextInt(3); i++) {
      start("p" + i, random);
    }
  }

  @Override
  public void start(String name, Random random) {
    LockProcess process =
        new LockProcess(
            scheduler,
            ensemble,
            name,
            LockSchedule.TIMEOUT_MILLIS,
            LockOptions.defaults(),
            deleted);
    journal.note(process, "starts", process.session());
    Candidate candidate = new Candidate(process, ELECTION, terms, journal);
    if (well) {
      candidate.getWell();
    }
    candidates.add(candidate);
    nemesis.watch(process);
  }

  @Override
  public List<LockProcess> alive() {
    return candidates.stream().map(Candidate::process).toList();
  }

  @Override
  public void deleted(String path) {
    deleted.add(path);
  }

  @Override
  public void crashed(LockProcess process) {
    candidates.removeIf(candidate -> candidate.process() == process);
  }

  @Override
  public void close(LockProcess process, Random random) {
    candidates.stream()
        .filter(candidate -> candidate.process() == process)
        .forEach(Candidate::changeCoordination);
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public SimulatedEnsemble ensemble() {
    return ensemble;
  }

  @Override
  public int servers() {
    return servers;
  }

  @Override
  public List<String> queues() {
    return List.of(QUEUE);
  }

  @Override
  public Moves moves() {
    return moves;
  }

  @Override
  public List<Move> made() {
    return moves.made();
  }

  @Override
  public Map<String, Long> counts() {
    return Map.of("steps", scheduler.steps(), "terms", terms.count());
  }

  @Override
  public long hash() {
    return scheduler.hash();
  }

  @Override
  public Map<String, Integer> faults() {
    return nemesis.faults();
  }

  @Override
  public Journal journal() {
    return journal;
  }

  @Override
  public void run() {
    moves.start();
    nemesis.start();
    makeUp();
    runUntil(TROUBLE_NANOS);
    well = true;
    nemesis.stop();
    candidates.forEach(Candidate::getWell);
    journal.note("world", "gets well", ensemble);
    settle(nemesis.calm() + LONGEST_DELAY_NANOS);
    assertThat(candidates).as("I8: somebody leads").anyMatch(Candidate::isOnDuty);
    assertThat(queued()).as("I8: all stand again, %s", candidates).isEqualTo(candidates.size());
    close();
  }

  /** Until somebody has led, and all others have stood, for a while; at the latest until then. */
  private void settle(long end) {
    runUntil(nemesis.calm());
    long since = scheduler.now();
    while (scheduler.now() < Math.min(end, since + SETTLED_NANOS)) {
      runUntil(scheduler.now() + SECOND_NANOS);
      if (candidates.stream().noneMatch(Candidate::isOnDuty) || queued() != candidates.size()) {
        since = scheduler.now();
      }
    }
  }

  private int queued() {
    return ensemble.committedChildren(QUEUE).size();
  }

  private void close() {
    journal.note("world", "closes", ensemble);
    for (Candidate candidate : candidates) {
      candidate
          .process()
          .process()
          .execute(
              () -> {
                candidate.end();
                candidate.process().coordinations().forEach(LockManager::close);
              });
    }
    runUntil(scheduler.now() + QUIET_NANOS);
    assertThat(candidates).as("I5: candidacies that are over").allMatch(Candidate::isOver);
    for (int server = 1; server <= servers; server++) {
      var node = ensemble.stat(server, QUEUE);
      assertThat(node == null ? 0 : node.numChildren()).as("I5: contenders left").isZero();
    }
  }

  private void runUntil(long moment) {
    while (scheduler.now() < moment) {
      step();
    }
  }

  private void step() {
    if (!scheduler.step()) {
      throw new AssertionError("nothing is to happen any more");
    }
    check();
  }

  // ---- invariants

  /**
   * After each step in which a process did something: what only the servers did makes nobody a
   * leader, and what takes too long is seen at the next one.
   */
  private void check() {
    long now = 0;
    for (Candidate candidate : candidates) {
      now += candidate.process().process().done();
    }
    if (now != done) {
      done = now;
      checkAll();
    }
  }

  private void checkAll() {
    Candidate leader = null;
    boolean anybody = false;
    for (Candidate candidate : candidates) {
      if (candidate.process().process().thrown() != null) {
        throw new AssertionError(
            "I9: " + candidate + " threw", candidate.process().process().thrown());
      }
      if (candidate.isDeprived()) {
        throw new AssertionError("I8: released while its task runs: " + candidate);
      }
      if (candidate.isForgotten()) {
        throw new AssertionError("I8: lost, and not interrupted: " + candidate);
      }
      if (candidate.isLeading()) {
        anybody = true;
        if (candidate.isJudged()) {
          if (leader != null) {
            throw new AssertionError("I8: two lead, " + leader + " and " + candidate);
          }
          leader = candidate;
        }
      }
    }
    if (terms.violation() != null) {
      throw new AssertionError(terms.violation());
    }
    checkVacancy(anybody);
  }

  /** Once nobody fails any more, nobody pauses after a failure, and no task is deaf. */
  private void checkVacancy(boolean anybody) {
    if (anybody || !well || scheduler.now() < nemesis.calm() + LONGEST_DELAY_NANOS / 2) {
      vacantSince = -1;
    } else if (vacantSince < 0) {
      vacantSince = scheduler.now();
    } else if (candidates.stream().noneMatch(Candidate::isOver)
        && scheduler.now() - vacantSince > longestVacancyNanos) {
      throw new AssertionError(
          "I8: nobody leads for too long, queued: %s, %s"
              .formatted(ensemble.committedChildren(QUEUE).keySet(), candidates));
    }
  }

  // ---- the work of the processes

  /** Somebody does something now, and somebody again after a while. */
  private void makeUp() {
    if (!well && moves.isFree()) {
      moves.make(ACT, alive().get(chooser.nextInt(candidates.size())).toString(), "");
      moves.after(chooser.nextLong(2_000_000_000), this::makeUp);
    }
  }

  private void act(Move move, Random random) {
    candidates.stream()
        .filter(candidate -> candidate.process().toString().equals(move.process()))
        .forEach(one -> one.process().process().execute(() -> one.act(random)));
  }
}
