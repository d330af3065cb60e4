package io.coord.curator.internal.engine.lock;

import io.coord.curator.internal.engine.session.SessionProof;
import io.coord.lock.LossCause;
import java.util.Collection;

/**
 * What the locks of one Coordination stand on, beside its session. Implemented by {@code
 * queue.QueueBackends}; nothing here waits for the service.
 */
public interface LockBackends {

  /** A tenure that is bound to a session, as the connection's news finds it. */
  interface SessionTenure extends Tenure, SessionProof.Subject {

    /** The process does not hold the lock any more. */
    void lose(LossCause cause);

    /** After a disconnection the node may be gone: nothing is proven until it was seen again. */
    void doubt();

    boolean isDoubted();

    /** Its proof may have changed. */
    void refresh();
  }

  /** The backend of the lock with that name. Sends nothing. */
  LockBackend open(String lockName);

  /**
   * The backend of a lock whose node has that path. Sends nothing.
   *
   * @param data what this process writes into its contenders' nodes
   */
  LockBackend openAt(String path, byte[] data);

  /** This process's tenures that have not ended. */
  Collection<? extends SessionTenure> tenures();

  /** The connection is back: sends what could not be sent without one. */
  void onConnected();
}
