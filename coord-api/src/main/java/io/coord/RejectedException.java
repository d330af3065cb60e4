package io.coord;

import org.jspecify.annotations.Nullable;

/**
 * It will never happen as asked: no permission, a payload that is too large, a root that does not
 * exist. Trying again without a change is useless.
 */
public final class RejectedException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /** With a message that says what failed and what to do. */
  public RejectedException(String message) {
    super(message, null);
  }

  /** With a message and the failure behind it, if there is one. */
  public RejectedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
