package io.coord.curator.internal.lock;

import io.coord.curator.internal.lock.GrantRules.Others;
import org.jspecify.annotations.Nullable;

/** A lock's account of its present tenure. All of it is guarded by the lock's monitor. */
final class Turn {

  final Tenure tenure;
  Others others;
  int grants;
  @Nullable Hold hold;
  boolean verifying;
  boolean verifyingLater;
  boolean lingering;
  boolean timerPending;
  long idleSince;

  Turn(Tenure tenure) {
    this.tenure = tenure;
    this.others = tenure.beganContended() ? Others.SOME : Others.UNKNOWN;
  }
}
