package io.coord.curator.lab.worker;

import io.coord.curator.lab.history.Kind;
import io.coord.curator.lab.history.Outcome;
import io.coord.curator.lab.worker.Recorder.Operation;
import io.coord.curator.lab.worker.Sampler.Sampled;
import io.coord.curator.lab.worker.Subject.Way;
import java.time.Duration;

/**
 * Acquires a lock, writes and releases it, and records that. For one thread at a time, which must
 * be the same from the acquire to the release.
 */
final class Locker {

  private static final Duration RELEASE_TIME = Duration.ofSeconds(5);

  private final Subject subject;
  private final Recorder recorder;
  private final Sampler sampler;
  private final Store store;
  private Sampled held;

  Locker(Subject subject, Recorder recorder, Sampler sampler, Store store) {
    this.subject = subject;
    this.recorder = recorder;
    this.sampler = sampler;
    this.store = store;
  }

  /** Returns how that ended, and the token if it is held now. */
  String acquire(String lock, Way way, Duration wait) {
    Duration time = way == Way.ONCE ? subject.operationTimeout() : wait;
    Operation operation = recorder.begin(Kind.ACQUIRE, lock, time.toNanos());
    try {
      Subject.Grant grant = subject.acquire(lock, way, wait);
      if (grant == null) {
        operation.end(Outcome.REFUSED, 0, way.name());
        return "refused";
      }
      held = sampler.add(lock, grant);
      operation.end(Outcome.DONE, grant.token(), way.name());
      return "granted " + grant.token();
    } catch (Throwable e) {
      Outcome outcome = Endings.of(e);
      operation.end(outcome, 0, way + " " + e);
      return outcome == Outcome.REFUSED ? "unavailable" : "failed " + e;
    }
  }

  boolean isHeld() {
    return held != null && held.ask();
  }

  boolean hasGrant() {
    return held != null;
  }

  /** Writes with the grant's token, whether it is held or not. */
  boolean write() throws InterruptedException {
    return store.write(held.lock(), held.grant().token());
  }

  void release() {
    Sampled ending = held;
    held = null;
    ending.end();
    Operation operation = recorder.begin(Kind.RELEASE, ending.lock(), RELEASE_TIME.toNanos());
    try {
      ending.grant().release();
      operation.end(Outcome.DONE, ending.grant().token(), "");
    } catch (Throwable e) {
      operation.end(Endings.of(e), ending.grant().token(), e.toString());
    }
  }
}
