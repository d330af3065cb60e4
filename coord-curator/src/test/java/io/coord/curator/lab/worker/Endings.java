package io.coord.curator.lab.worker;

import io.coord.CoordinationException;
import io.coord.IndeterminateException;
import io.coord.curator.lab.history.Outcome;
import org.apache.zookeeper.KeeperException;

/** What a caller may conclude from what an operation threw. */
final class Endings {

  private Endings() {}

  /** Whether it is something that no caller could expect. */
  static boolean isFailure(Throwable failure) {
    return of(failure) == Outcome.FAILED;
  }

  static Outcome of(Throwable failure) {
    if (failure instanceof IndeterminateException) {
      return Outcome.INDETERMINATE;
    }
    if (failure instanceof CoordinationException || failure instanceof IllegalStateException) {
      return Outcome.REFUSED;
    }
    // What Curator's recipes throw says no more than that.
    boolean ofZooKeeper =
        failure instanceof KeeperException || failure.getCause() instanceof KeeperException;
    return ofZooKeeper ? Outcome.INDETERMINATE : Outcome.FAILED;
  }
}
