package io.coord.curator.simulation.ensemble;

import io.coord.curator.internal.engine.ReplyCode;

/** A request that cannot be fulfilled. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final ReplyCode code;

  Refusal(ReplyCode code) {
    super(code.name(), null, false, false);
    this.code = code;
  }

  ReplyCode code() {
    return code;
  }
}
