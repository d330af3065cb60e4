package io.coord.curator.lab.worker;

import io.coord.ReplacedException;
import io.coord.curator.lab.history.Kind;
import io.coord.curator.lab.history.Outcome;
import io.coord.curator.lab.history.Standing;
import io.coord.curator.lab.worker.Recorder.Operation;
import io.coord.test.internal.Time;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Registrations of ids that others register too. Each has a name, which commands use, and can be
 * updated again and again until an update is refused. Commands for one name come one at a time.
 */
final class Contests {

  private final Subject subject;
  private final Recorder recorder;
  private final AtomicInteger count = new AtomicInteger();
  private final Map<String, Contest> contests = new ConcurrentHashMap<>();

  Contests(Subject subject, Recorder recorder) {
    this.subject = subject;
    this.recorder = recorder;
  }

  /** Registers the id, within this process's session in any case. */
  String enter(String name, String id, boolean asAnother) {
    String writer = recorder.process() + ":c" + count.incrementAndGet();
    String value = writer + ":0";
    Operation operation = begin(Kind.REGISTER, id);
    try {
      Subject.Enrolment enrolment =
          asAnother ? subject.registerAsAnother(id, value) : subject.register(id, value);
      contests.put(name, new Contest(id, enrolment, writer, value));
      operation.end(Outcome.DONE, 0, value);
      return "done";
    } catch (Throwable e) {
      return end(operation, e, value);
    }
  }

  /** Updates it that often, unless an update is refused. */
  void update(String name, int times) {
    Contest contest = contests.get(name);
    for (int i = 0; i < times && contest.update(); i++) {}
  }

  /** Starts to update it in the background. */
  void update(String name) {
    contests.get(name).start();
  }

  /** Stops that; returns when no update is in progress. */
  void rest(String name) throws InterruptedException {
    contests.get(name).rest();
  }

  String leave(String name) {
    Contest contest = contests.remove(name);
    Operation operation = begin(Kind.DEREGISTER, contest.id);
    try {
      contest.enrolment.withdraw();
      operation.end(Outcome.DONE, 0, "");
      return "done";
    } catch (Throwable e) {
      return end(operation, e, "");
    }
  }

  /** Records what all registrations of that id report, and returns it. */
  String tell(String id) {
    return contests.values().stream()
        .filter(contest -> contest.id.equals(id))
        .map(Contest::tell)
        .collect(Collectors.joining(","));
  }

  private Operation begin(Kind kind, String id) {
    return recorder.begin(kind, id, subject.operationTimeout().toNanos());
  }

  /** Replaced, or closed. */
  private static boolean isOver(Throwable failure) {
    return failure instanceof ReplacedException || failure instanceof IllegalStateException;
  }

  /** Whoever was replaced meanwhile may have written before: so that says less. */
  private static String end(Operation operation, Throwable failure, String value) {
    Outcome outcome = isOver(failure) ? Outcome.INDETERMINATE : Endings.of(failure);
    operation.end(outcome, 0, outcome == Outcome.FAILED ? failure.toString() : value);
    return outcome.name();
  }

  private final class Contest {
    private final String id;
    private final Subject.Enrolment enrolment;
    private final String writer;
    private final String registration;
    private volatile String desired;
    private volatile boolean resting;
    private int updates; // by one thread at a time: the orders', or the one that it started
    private Thread thread; // confined to the orders' thread

    Contest(String id, Subject.Enrolment enrolment, String writer, String value) {
      this.id = id;
      this.enrolment = enrolment;
      this.writer = writer;
      this.registration = value;
      this.desired = value;
    }

    void start() {
      resting = false;
      thread = new Thread(this::updateUntilRefused, "lab-contest");
      thread.start();
    }

    void rest() throws InterruptedException {
      resting = true;
      if (thread != null) {
        thread.join();
      }
    }

    private void updateUntilRefused() {
      try {
        while (!resting && update()) {
          Time.passMillis(1);
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e); // nobody interrupts it
      }
    }

    /** Once; false if it is replaced. */
    boolean update() {
      String before = desired;
      String value = writer + ":" + ++updates;
      desired = value;
      Operation operation = begin(Kind.UPDATE, id);
      try {
        enrolment.update(value);
        operation.end(Outcome.DONE, 0, value);
        return true;
      } catch (Throwable e) {
        if (Contests.end(operation, e, value).equals(Outcome.REFUSED.name())) {
          desired = before;
        }
        return !isOver(e);
      }
    }

    String tell() {
      String text = new Standing(registration, enrolment.state(), desired).toText();
      long now = System.nanoTime();
      recorder.note(Kind.STANDING, id, now, now, 0, text);
      return text;
    }
  }
}
