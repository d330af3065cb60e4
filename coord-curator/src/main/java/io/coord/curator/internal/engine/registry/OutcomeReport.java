package io.coord.curator.internal.engine.registry;

import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.RecoveryLog;

/**
 * Reports to users: each change goes to the registration that they hold; losses, restorations and
 * takeovers are logged as well. Confined to the reconciler's executor.
 */
final class OutcomeReport {

  private static final Log log = Log.of(OutcomeReport.class);

  private final RegistrationOutcome outcome;
  private final RecoveryLog lossLog;
  private final String path;
  private boolean lost; // and not restored yet

  OutcomeReport(RegistrationOutcome outcome, RecoveryLog lossLog, String path) {
    this.outcome = outcome;
    this.lossLog = lossLog;
    this.path = path;
  }

  /** The node is ours, and holds the revision. */
  void registered(long revision) {
    if (lost) {
      lost = false;
      lossLog.back(path);
    }
    outcome.registered(revision);
  }

  /**
   * The node must be created, or restored.
   *
   * @param isLoss whether it existed before and is still wanted
   */
  void restoring(boolean isLoss) {
    outcome.restoring();
    if (isLoss && !lost) {
      lost = true;
      lossLog.lost(path);
    }
  }

  void replaced() {
    log.warn("{} was taken by a newer registration with the same id; this one ends.", path);
    outcome.replaced();
  }
}
