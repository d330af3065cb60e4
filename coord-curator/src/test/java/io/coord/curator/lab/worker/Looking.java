package io.coord.curator.lab.worker;

import io.coord.curator.lab.history.Kind;
import io.coord.curator.lab.history.ViewChange;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Opens and closes views, in addition to the permanent one, and reads. */
final class Looking {

  private interface Look {
    Map<String, String> take() throws Exception;
  }

  private final Subject subject;
  private final Recorder recorder;
  private final Map<String, AutoCloseable> elsewhere = new ConcurrentHashMap<>();

  Looking(Subject subject, Recorder recorder) {
    this.subject = subject;
    this.recorder = recorder;
  }

  /** By a new view, which is given so long to become fresh, and by one read. */
  void look(Duration wait) throws Exception {
    look("view", () -> subject.view(wait));
    look("read", subject::read);
  }

  /** Tells it if there was an answer; failing is no answer, and no fault of its own. */
  private void look(String how, Look look) throws Exception {
    long begin = System.nanoTime();
    Map<String, String> members;
    try {
      members = look.take();
    } catch (Exception e) {
      if (Endings.isFailure(e)) {
        throw e;
      }
      return;
    }
    if (members != null) {
      String text = ViewChange.membersToText(members);
      recorder.note(Kind.LOOK, how, begin, System.nanoTime(), 0, text);
    }
  }

  /** A view of another service, the only one of it. */
  void openElsewhere(String service) {
    elsewhere.put(service, subject.viewElsewhere(service));
  }

  void closeElsewhere(String service) throws Exception {
    elsewhere.remove(service).close();
  }
}
