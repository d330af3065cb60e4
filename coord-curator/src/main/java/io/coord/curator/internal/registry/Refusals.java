package io.coord.curator.internal.registry;

import io.coord.CoordinationException;
import io.coord.curator.internal.support.ZkErrors;
import io.coord.curator.internal.support.ZkErrors.Intent;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which failures of a registration are for good. Each is named in the log once, until a success.
 */
final class Refusals {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);

  /** A container may be reaped between its creation and our node's; a missing chroot stays so. */
  private static final int MISSING_PARENTS_TO_CONCLUDE = 5;

  private final String path;
  private int missingParents;
  private @Nullable Code named;

  Refusals(String path) {
    this.path = path;
  }

  /** The refusal that this failure is; null if trying again can help. */
  @Nullable CoordinationException of(Code code) {
    if (ZkErrors.isTransient(code)
        || (code == Code.NONODE && ++missingParents < MISSING_PARENTS_TO_CONCLUDE)) {
      return null;
    }
    CoordinationException refusal = ZkErrors.translate(code, Intent.WRITE, "register " + path);
    if (named != code) {
      named = code;
      log.warn("{}", refusal.getMessage());
    }
    return refusal;
  }

  void forget() {
    missingParents = 0;
    named = null;
  }
}
