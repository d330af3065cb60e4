package io.coord.curator.internal.engine;

/** A request failed. Users see it only as a cause; see {@link Failures}. */
public final class ReplyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ReplyCode code;

  /** A request about that path failed with that code. */
  public ReplyException(ReplyCode code, String path) {
    super(code + " for " + path);
    this.code = code;
  }

  public ReplyCode code() {
    return code;
  }
}
