package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.support.DelayedTask;
import io.coord.curator.internal.support.Timer;
import java.util.concurrent.Executor;

/**
 * When a node that was just created is looked at, which leaves the watch that reports its deletion.
 * When many are registered at once, that waits for a while: a look costs as much as a creation, and
 * would delay the others. It also finds a deletion in the meantime. Confined to its executor.
 */
final class FirstLook {

  private static final long DELAY_MILLIS = 500;

  private final InstancePort.Factory nodes;
  private final DelayedTask look;

  /** Calls {@code look} by the executor. */
  FirstLook(InstancePort.Factory nodes, Timer timer, Executor serial, Runnable look) {
    this.nodes = nodes;
    this.look = new DelayedTask(timer, serial, look);
  }

  void afterCreation(ObservedState observed) {
    if (nodes.isIdle()) {
      observed.doubt();
    } else {
      look.runIn(DELAY_MILLIS);
    }
  }

  /** Somebody looks now, or nobody needs to. */
  void cancel() {
    look.cancel();
  }
}
