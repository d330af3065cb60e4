package io.coord;

import org.jspecify.annotations.Nullable;

/**
 * It may have happened or may yet happen: the request was sent and its answer was lost, or it is
 * still being tried in the background. Look before trying again.
 */
public final class IndeterminateException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /**
   * For a failure that nothing else caused.
   *
   * @param message what failed and what to do
   */
  public IndeterminateException(String message) {
    super(message, null);
  }

  /**
   * For a failure with another behind it.
   *
   * @param message what failed and what to do
   * @param cause the failure behind it; null if there is none
   */
  public IndeterminateException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
