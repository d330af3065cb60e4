package io.coord.curator.lab.worker;

import io.coord.curator.lab.history.Kind;
import io.coord.curator.lab.history.ViewChange;
import io.coord.test.internal.Time;
import java.util.Random;

/**
 * Records the changes of the members, as a listener that behaves or misbehaves. A listener that
 * throws has recorded the change first.
 */
final class Watching {

  /** How it behaves. */
  enum Manner {
    PROMPT,
    SLOW,
    THROWING
  }

  private final Subject subject;
  private final Recorder recorder;
  private final Random random = new Random();
  private volatile Manner manner = Manner.PROMPT;
  private volatile String told = "";

  Watching(Subject subject, Recorder recorder) {
    this.subject = subject;
    this.recorder = recorder;
  }

  void start() {
    subject.watch(this::onChange);
  }

  void behave(Manner next) {
    manner = next;
  }

  /** What the view holds now, and what its listener was told if that is not the same yet. */
  String members() {
    String seen = ViewChange.membersToText(subject.members());
    String known = told;
    return seen.equals(known) ? seen : seen + " told: " + known;
  }

  /** Tells what the view holds now. */
  void tell() {
    long now = System.nanoTime();
    String members = ViewChange.membersToText(subject.members());
    recorder.note(Kind.LAST_VIEW, Subject.SERVICE, now, now, 0, members);
  }

  private void onChange(ViewChange change) {
    long now = System.nanoTime();
    recorder.note(Kind.VIEW, Subject.SERVICE, now, now, 0, change.toText());
    told = ViewChange.membersToText(change.members());
    switch (manner) {
      case PROMPT -> {}
      case SLOW -> {
        try {
          Time.passMillis(random.nextInt(1_000));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      case THROWING -> throw new IllegalStateException("thrown on purpose");
    }
  }
}
