package io.coord.curator.lab.worker;

import io.coord.curator.lab.history.Kind;
import io.coord.curator.lab.history.Outcome;
import io.coord.curator.lab.worker.Recorder.Operation;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** The instances that this process has registered, each by its id. For one thread at a time. */
final class Enrolments {

  /** A registration, and the last value that was certainly written. */
  private record Enrolled(Subject.Enrolment enrolment, String value) {}

  private final Subject subject;
  private final Recorder recorder;
  private final AtomicLong values = new AtomicLong();
  private final Map<String, Enrolled> enrolled = new TreeMap<>();

  Enrolments(Subject subject, Recorder recorder) {
    this.subject = subject;
    this.recorder = recorder;
  }

  boolean has(String id) {
    return enrolled.containsKey(id);
  }

  String register(String id) {
    String value = newValue();
    Operation operation = begin(Kind.REGISTER, id);
    try {
      enrolled.put(id, new Enrolled(subject.register(id, value), value));
      operation.end(Outcome.DONE, 0, value);
      return "done " + value;
    } catch (Throwable e) {
      return end(operation, e, value);
    }
  }

  String update(String id) {
    String value = newValue();
    Subject.Enrolment enrolment = enrolled.get(id).enrolment();
    Operation operation = begin(Kind.UPDATE, id);
    try {
      enrolment.update(value);
      enrolled.put(id, new Enrolled(enrolment, value));
      operation.end(Outcome.DONE, 0, value);
      return "done " + value;
    } catch (Throwable e) {
      Outcome outcome = Endings.of(e);
      if (outcome != Outcome.REFUSED) {
        enrolled.put(id, new Enrolled(enrolment, value)); // it will be written in the background
      }
      return end(operation, e, value);
    }
  }

  String withdraw(String id) {
    Subject.Enrolment enrolment = enrolled.remove(id).enrolment();
    Operation operation = begin(Kind.DEREGISTER, id);
    try {
      enrolment.withdraw();
      operation.end(Outcome.DONE, 0, "");
      return "done";
    } catch (Throwable e) {
      return end(operation, e, "");
    }
  }

  /** Tells which registrations stand, by what the subject says, and returns their values. */
  Map<String, String> tell() {
    Map<String, String> standing = new TreeMap<>();
    enrolled.forEach(
        (id, each) -> {
          if (each.enrolment().isRegistered()) {
            long now = System.nanoTime();
            recorder.note(Kind.LAST_REGISTERED, id, now, now, 0, each.value());
            standing.put(id, each.value());
          }
        });
    return standing;
  }

  private Operation begin(Kind kind, String id) {
    return recorder.begin(kind, id, subject.operationTimeout().toNanos());
  }

  private static String end(Operation operation, Throwable failure, String value) {
    Outcome outcome = Endings.of(failure);
    // A failure is described; else the value is needed, to see whether anybody ever sees it.
    operation.end(outcome, 0, outcome == Outcome.FAILED ? failure.toString() : value);
    return outcome.name();
  }

  private String newValue() {
    return recorder.process() + ":" + values.incrementAndGet();
  }
}
