package io.coord.curator.lab.worker;

import io.coord.curator.lab.history.Kind;
import io.coord.curator.lab.history.ViewChange;
import io.coord.curator.lab.worker.Subject.Way;
import io.coord.test.internal.Polling;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The main program of a worker. Each line of its input is a command: a number and words. The answer
 * is "done", the number, and a word. Each lock has a thread that executes its commands in order, so
 * a command that waits for a lock delays no others. It ends when its input does.
 */
public final class Worker implements Workload.Runtime {

  private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(30);

  private final Subject subject;
  private final Recorder recorder;
  private final Sampler sampler;
  private final Store store;
  private final PrintStream out;
  private final Enrolments enrolments;
  private final Contests contests;
  private final Looking looking;
  private final Neighbour neighbour;
  private final Watching watching;
  private final Leading leading;
  private final Workload workload;
  private final Map<String, Locker> lockers = new ConcurrentHashMap<>();
  private final Map<String, ExecutorService> hands = new ConcurrentHashMap<>();

  private Worker(Subject subject, Recorder recorder, Duration sessionTimeout, PrintStream out) {
    this.subject = subject;
    this.recorder = recorder;
    this.out = out;
    this.sampler = new Sampler(recorder);
    this.store = new Store(out, subject.isFenced());
    this.enrolments = new Enrolments(subject, recorder);
    this.contests = new Contests(subject, recorder);
    this.looking = new Looking(subject, recorder);
    this.neighbour = new Neighbour(subject);
    this.leading = new Leading(subject, recorder, sampler, store);
    this.watching = new Watching(subject, recorder);
    this.workload = new Workload(sessionTimeout);
  }

  /** Arguments: process, subject, connect string, session timeout in ms. */
  public static void main(String[] args) throws Exception {
    PrintStream out = System.out;
    Duration sessionTimeout = Duration.ofMillis(Long.parseLong(args[3]));
    Subject subject =
        switch (args[1]) {
          case "coord" -> CoordSubject.onItsOwnClient(args[2], sessionTimeout);
          case "coord-over" -> CoordSubject.overAClient(args[2], sessionTimeout);
          case "curator" -> new CuratorSubject(args[2], sessionTimeout);
          default -> throw new IllegalArgumentException(args[1]);
        };
    new Worker(subject, new Recorder(args[0], out), sessionTimeout, out).serve();
    System.exit(0);
  }

  private void serve() throws Exception {
    sampler.start();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith(Store.ANSWER)) {
        store.onAnswer(line);
      } else {
        List<String> words = List.of(line.split(" "));
        hand(words).execute(() -> follow(words));
      }
    }
  }

  private ExecutorService hand(List<String> words) {
    String name =
        switch (words.get(1)) {
          case "acquire", "held", "write", "release" -> "lock-" + words.get(2);
          case "register", "update", "withdraw" -> "members";
          case "enter", "revise", "updating", "still", "leave" -> "contest-" + words.get(2);
          case "look", "open", "shut" -> words.get(1);
          default -> "other";
        };
    return hands.computeIfAbsent(
        name,
        key ->
            Executors.newSingleThreadExecutor(
                task -> {
                  Thread thread = new Thread(task, "lab-hand-" + key);
                  thread.setDaemon(true);
                  return thread;
                }));
  }

  private void follow(List<String> words) {
    String answer;
    try {
      answer = follow(words.get(1), words.subList(2, words.size()));
    } catch (Throwable e) {
      e.printStackTrace();
      answer = "failed " + e;
    }
    out.println("done " + words.get(0) + " " + answer.replace('\n', ' '));
  }

  private String follow(String order, List<String> words) throws Exception {
    switch (order) {
      case "acquire":
        Duration wait = Duration.ofMillis(Long.parseLong(words.get(1)));
        return locker(words).acquire(words.get(0), Way.TIMED, wait);
      case "held":
        return String.valueOf(locker(words).isHeld());
      case "write":
        return String.valueOf(locker(words).write());
      case "release":
        locker(words).release();
        return "released";
      case "register":
        return enrolments.register(words.get(0));
      case "update":
        return enrolments.update(words.get(0));
      case "withdraw":
        return enrolments.withdraw(words.get(0));
      case "enter":
        return contests.enter(words.get(0), words.get(1), words.get(2).equals("another"));
      case "revise":
        contests.update(words.get(0), Integer.parseInt(words.get(1)));
        return "revised";
      case "updating":
        contests.update(words.get(0));
        return "updating";
      case "still":
        contests.rest(words.get(0));
        return "still";
      case "leave":
        return contests.leave(words.get(0));
      case "stand":
        return contests.tell(words.get(0));
      case "look":
        looking.look(Duration.ofMillis(Long.parseLong(words.get(0))));
        return "looked";
      case "open":
        looking.openElsewhere(words.get(0));
        return "opened";
      case "shut":
        looking.closeElsewhere(words.get(0));
        return "shut";
      case "watch":
        watching.start();
        return "watching";
      case "members":
        return watching.members();
      case "behave":
        watching.behave(Watching.Manner.valueOf(words.get(0)));
        return words.get(0);
      case "stall":
        neighbour.stall();
        return "stalled";
      case "catch-up":
        neighbour.catchUp();
        return "caught up";
      case "go-on":
        neighbour.goOn();
        return "going on";
      case "abandon":
        neighbour.abandonSession();
        return "abandoned";
      case "work":
        Random seed = new Random(Long.parseLong(words.get(0)));
        workload.start(seed, words.get(1), this);
        leading.stand(words.get(1), seed);
        return "working";
      case "rest":
        leading.withdraw();
        workload.end();
        return "resting";
      case "tell":
        watching.tell();
        return ViewChange.membersToText(enrolments.tell());
      case "close":
        return close();
      default:
        throw new IllegalArgumentException(order);
    }
  }

  private Locker locker(List<String> words) {
    return lockers.computeIfAbsent(words.get(0), lock -> newLocker());
  }

  @Override
  public Locker newLocker() {
    return new Locker(subject, recorder, sampler, store);
  }

  @Override
  public Enrolments enrolments() {
    return enrolments;
  }

  /** Closes the subject and tells what it has left in this process. */
  private String close() throws Exception {
    long begin = System.nanoTime();
    subject.close();
    Polling.until(LONGEST_GOODBYE, () -> leftThreads().isEmpty());
    long now = System.nanoTime();
    for (String thread : leftThreads()) {
      recorder.note(Kind.LEFTOVER, "thread", begin, now, 0, thread);
    }
    if (recorder.underWay() > 0) {
      String calls = recorder.underWay() + " have not ended";
      recorder.note(Kind.LEFTOVER, "call", begin, now, 0, calls);
    }
    return "closed";
  }

  private static List<String> leftThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(
            name ->
                name.startsWith("coord-")
                    // The thread that wakes an InterProcessMutex: Curator never ends it.
                    || (name.startsWith("Curator-")
                        && !name.startsWith("Curator-SafeNotifyService"))
                    || name.contains("-SendThread(")
                    || name.endsWith("-EventThread"))
        .toList();
  }
}
