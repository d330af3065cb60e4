package io.coord.curator.internal.engine.lock;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.session.SessionProof.Verdict;
import io.coord.lock.LossCause;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * The time for which this process is first in ZooKeeper's queue for a lock. No method blocks except
 * {@link #awaitEnd}; what becomes known later goes to the {@link Observer}.
 */
public interface Tenure {

  /** Who acts on what becomes known. Called without any monitor held; must not block. */
  interface Observer {

    /** Whether another process waits; a watch is in place if not. */
    void onOthers(Tenure tenure, boolean waiting);

    /** The zxid of a later write, which all that queue from now on come after; empty if none. */
    void onTokens(Tenure tenure, OptionalLong zxid);

    /** The proof, or the connection, has changed for better or worse. */
    void onProofChanged(Tenure tenure);

    /** The process does not hold the lock any more. */
    void onLost(Tenure tenure, LossCause cause);
  }

  /** The path of the contender's node. */
  String path();

  /** The same as the service knows it, whatever is put before the client's paths. */
  String absolutePath();

  /** The zxid that created the contender's node. */
  long czxid();

  /** Whether other processes were queued when it began. */
  boolean beganContended();

  /** Whether it is proven, at this very moment, that the lock is held. Sends nothing. */
  boolean isProven();

  /** The same for who has just looked at the clock: {@code now} is by the timer. */
  boolean isProven(long now);

  /** Finds out in the background whether others wait, and keeps watching until somebody does. */
  void watchOthers();

  /**
   * Writes to its own node in the background, for the sake of the zxid. The observer is notified.
   */
  void renewTokens();

  /** Watches its own node, so that a loss is known at once. */
  void watchOwnNode();

  /**
   * Replaces the data of its own node, in the session that created it.
   *
   * @return completed with OK if that node was written, NONODE if it is gone; never exceptionally
   */
  CompletableFuture<ReplyCode> write(byte[] data);

  /** Asks a quorum; the observer is notified before the answer is completed. */
  CompletableFuture<Verdict> verify();

  /**
   * Gives the lock back, by any thread: the node is deleted in the background until it is gone.
   *
   * @return completed when it is gone
   */
  CompletableFuture<?> end();

  /** Waits until it is gone, but not for a service that cannot be reached. Not interruptible. */
  void awaitEnd(CompletableFuture<?> end);
}
