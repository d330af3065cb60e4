package io.coord;

import org.jspecify.annotations.Nullable;

/**
 * The operation may have happened or may still happen: either the request was sent and its reply
 * was lost, or it is still being retried in the background. Check the outcome before retrying.
 */
public final class IndeterminateException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception without a cause.
   *
   * @param message what failed and what to do
   */
  public IndeterminateException(String message) {
    super(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what failed and what to do
   * @param cause the underlying failure; null if there is none
   */
  public IndeterminateException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
