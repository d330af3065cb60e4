package io.coord.curator.internal.engine.registry;

import io.coord.CoordinationException;
import io.coord.curator.internal.engine.Failures;
import io.coord.curator.internal.engine.Failures.Intent;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.support.Log;
import org.jspecify.annotations.Nullable;

/**
 * Decides which failures of a registration are permanent for the caller. Each is logged once, until
 * a success.
 */
final class PermanentFailures {

  private static final Log log = Log.of(PermanentFailures.class);

  /**
   * A container may be removed just before our node is created in it, but a missing chroot stays
   * missing.
   */
  private static final int MISSING_PARENTS_TO_CONCLUDE = 5;

  private final String path;
  private int missingParents;
  private @Nullable Object logged; // the last one: a code, or the class of what was thrown

  PermanentFailures(String path) {
    this.path = path;
  }

  /** The exception for the caller; null if a retry can help. */
  @Nullable CoordinationException of(Answer answer) {
    if (answer.failure() != null) {
      CoordinationException refusal = Failures.pluggedIn(answer.failure(), "register " + path);
      if (isNew(answer.failure().getClass())) {
        log.warn("{}", refusal.getMessage(), answer.failure());
      }
      return refusal;
    }
    ReplyCode code = answer.code();
    if (code == ReplyCode.OK // but not what was asked for
        || code.isTransient()
        || (code == ReplyCode.NONODE && ++missingParents < MISSING_PARENTS_TO_CONCLUDE)) {
      return null;
    }
    CoordinationException refusal = Failures.translate(code, Intent.WRITE, "register " + path);
    if (isNew(code)) {
      log.warn("{}", refusal.getMessage());
    }
    return refusal;
  }

  /** Whether the node can be removed only once an ACL changes. */
  boolean ofRemoval(Answer answer) {
    if (answer.code().isTransient()) {
      return false;
    }
    if (isNew(answer.code())) {
      log.warn(
          "Could not deregister {}: ZooKeeper replied {}. The node stays until the session ends; to delete it earlier, let the parent's ACL grant this client DELETE: Coord retries from time to time.",
          path,
          answer.code());
    }
    return true;
  }

  void forget() {
    missingParents = 0;
    logged = null;
  }

  private boolean isNew(Object refusal) {
    boolean isNew = !refusal.equals(logged);
    logged = refusal;
    return isNew;
  }
}
