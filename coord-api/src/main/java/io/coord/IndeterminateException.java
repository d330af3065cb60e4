package io.coord;

import org.jspecify.annotations.Nullable;

/**
 * It may have happened or may yet happen: the request was sent and its answer was lost, or it is
 * still being tried in the background. Look before trying again.
 */
public final class IndeterminateException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /** With a message that says what failed and what to do. */
  public IndeterminateException(String message) {
    super(message, null);
  }

  /** With a message and the failure behind it, if there is one. */
  public IndeterminateException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
