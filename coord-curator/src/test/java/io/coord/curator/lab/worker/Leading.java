package io.coord.curator.lab.worker;

import io.coord.curator.lab.history.Checker;
import io.coord.curator.lab.history.Kind;
import io.coord.curator.lab.worker.Sampler.Sampled;
import io.coord.curator.lab.worker.Subject.Leadership;
import java.time.Duration;
import java.util.Random;

/**
 * Stands in an election. Who leads writes to the store as long as he believes that he leads, and
 * once more before his task returns, which it does by itself after a while.
 */
final class Leading {

  private static final String ELECTION = "leader";
  private static final int LONGEST_TERM_MILLIS = 8_000;
  private static final int LONGEST_PAUSE_MILLIS = 30;

  private final Subject subject;
  private final Recorder recorder;
  private final Sampler sampler;
  private final Store store;
  private AutoCloseable candidacy; // null before it stands; confined to the thread of the orders

  Leading(Subject subject, Recorder recorder, Sampler sampler, Store store) {
    this.subject = subject;
    this.recorder = recorder;
    this.sampler = sampler;
    this.store = store;
  }

  void stand(String id, Random random) throws Exception {
    candidacy = subject.stand(ELECTION, id, leadership -> lead(leadership, random));
  }

  void withdraw() throws Exception {
    if (candidacy != null) {
      candidacy.close();
      candidacy = null;
    }
  }

  /** One task runs at a time, so the random numbers are its own. */
  private void lead(Leadership leadership, Random random) throws InterruptedException {
    long begin = System.nanoTime();
    long until = begin + 1_000_000L * random.nextInt(LONGEST_TERM_MILLIS);
    String name = Checker.ELECTION + ELECTION;
    Sampled sampled = sampler.add(name, leadership);
    try {
      boolean stop = false;
      while (!stop && System.nanoTime() - until < 0) {
        if (sampled.ask()) {
          store.write(name, leadership.token());
        }
        stop = leadership.awaitStop(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)));
      }
      store.write(name, leadership.token());
    } finally {
      sampled.end();
      recorder.note(Kind.LEAD, name, begin, System.nanoTime(), leadership.token(), "");
    }
  }
}
