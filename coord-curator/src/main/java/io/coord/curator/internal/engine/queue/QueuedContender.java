package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.queue.ContenderCreation.Entry;
import io.coord.curator.internal.engine.session.Handle;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.engine.session.SessionProof;
import io.coord.curator.internal.engine.session.SessionProof.Verdict;
import java.util.List;

/**
 * The own contender, once its node is in the queue. While it waits, its session is kept proven for
 * the grant to come.
 */
final class QueuedContender implements SessionProof.Subject {

  private final SessionPort present;
  private final Attempt attempt;
  private final QueuePort queue;
  private final String path;
  private final String name;
  private final byte[] data;
  private final long czxid;
  private final long session;
  private final boolean sessionOfHandle;

  QueuedContender(
      SessionPort present, Attempt attempt, LockPath lock, ContenderCreation created, Entry entry) {
    NodeStat stat = entry.stat();
    this.present = present;
    this.attempt = attempt;
    this.queue = created.queue();
    this.path = lock.path() + "/" + entry.name();
    this.name = entry.name();
    this.data = created.written();
    this.czxid = stat.czxid();
    this.session = stat.owner();
    this.sessionOfHandle = queue.handle().sessionId() == session;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public long session() {
    return session;
  }

  String name() {
    return name;
  }

  long czxid() {
    return czxid;
  }

  /** As the node holds them. */
  byte[] data() {
    return data;
  }

  /** By the handle that created it. */
  QueuePort queue() {
    return queue;
  }

  Handle handle() {
    return queue.handle();
  }

  /** Whether the handle that created it is of the session that the node lives with. */
  boolean isOfHandle() {
    return sessionOfHandle;
  }

  /** Whether the session that the client has now is the one that the node lives with. */
  boolean isOfPresentSession() {
    return present.sessionId() == session;
  }

  /** Not once its handle is closed: its session ends with it, whoever is told of that when. */
  boolean isOpen() {
    return !sessionOfHandle || handle().isAlive();
  }

  /**
   * Whether that list shows it. A list may arrive after the session that asked for it has ended.
   */
  boolean isAmong(List<String> contenders) {
    return isOpen() && contenders.contains(name);
  }

  @Override
  public void onVerdict(Verdict verdict, long sentAt) {
    if (verdict == Verdict.ABSENT) {
      attempt.interrupt(); // the place is lost: queue again now, not when the predecessor goes
    }
  }
}
