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
 * One of this process's contenders, whose node is in the queue. While it waits, its session is kept
 * proven, so that it can be granted the lock at once.
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
  private final long epoch;

  QueuedContender(
      SessionPort present, Attempt attempt, LockPath lock, ContenderCreation created, Entry entry) {
    NodeStat stat = entry.stat();
    this.present = present;
    this.attempt = attempt;
    this.queue = created.queue();
    this.path = lock.path() + "/" + entry.name();
    this.name = entry.name();
    this.epoch = created.epoch();
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

  /** The node's data as it was written. */
  byte[] data() {
    return data;
  }

  /** The queue as seen by the handle that created the node. */
  QueuePort queue() {
    return queue;
  }

  Handle handle() {
    return queue.handle();
  }

  /** Whether the node's session is that of the handle that created it. */
  boolean isOfHandle() {
    return sessionOfHandle;
  }

  /** Whether the node's session is that of the client's current handle. */
  boolean isOfPresentSession() {
    return present.sessionId() == session;
  }

  /** Whether the handle is open. The session ends with the handle, before anybody is notified. */
  boolean isOpen() {
    return !sessionOfHandle || handle().isAlive();
  }

  /**
   * Whether the connection was lost since the node was created. It may have been deleted meanwhile,
   * and the present server may lag behind that, so that its lists still show the node.
   */
  boolean wasDisconnected() {
    return present.connectionEpoch() != epoch;
  }

  /**
   * Whether the list proves that it is queued. A list may arrive after the session that asked for
   * it has ended.
   */
  boolean isAmong(List<String> contenders) {
    return isOpen() && contenders.contains(name);
  }

  /** Walks through a set of contenders have an order that a simulation can repeat. */
  @Override
  public int hashCode() {
    return Long.hashCode(czxid);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public void onVerdict(Verdict verdict, long sentAt) {
    if (verdict == Verdict.ABSENT) {
      attempt.cancel(); // its place is lost: queue again now
    }
  }
}
