package io.coord;

import org.jspecify.annotations.Nullable;

/**
 * The operation can never succeed as requested, for example because a permission is missing, a
 * payload is too large, a root does not exist, or a plug-in of the application's client failed.
 * Retrying it unchanged is useless.
 */
public final class RejectedException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception without a cause.
   *
   * @param message what failed and what to do
   */
  public RejectedException(String message) {
    super(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what failed and what to do
   * @param cause the underlying failure; null if there is none
   */
  public RejectedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
