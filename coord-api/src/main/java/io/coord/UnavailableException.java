package io.coord;

import org.jspecify.annotations.Nullable;

/**
 * The operation did not happen, because the coordination service could not be reached in time. It
 * is safe to retry later.
 */
public final class UnavailableException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception without a cause.
   *
   * @param message what failed and what to do
   */
  public UnavailableException(String message) {
    super(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what failed and what to do
   * @param cause the underlying failure; null if there is none
   */
  public UnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
