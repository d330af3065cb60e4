package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.support.DelayedTask;
import io.coord.curator.internal.support.Timer;
import java.util.concurrent.Executor;

/**
 * Decides when to look at a node that was just created; the look leaves the watch that reports the
 * node's deletion. When many instances are registered at once, it waits a while: a look costs as
 * much as a creation, and would delay the others. The look also finds any deletion in the meantime.
 * Confined to its executor.
 */
final class FirstLook {

  private static final long DELAY_MILLIS = 500;

  private final InstancePort.Factory nodes;
  private final DelayedTask look;

  /** Calls {@code look} on the executor. */
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

  /** A look happens now, or is no longer needed. */
  void cancel() {
    look.cancel();
  }
}
