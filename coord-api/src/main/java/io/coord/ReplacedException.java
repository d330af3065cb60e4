package io.coord;

import org.jspecify.annotations.Nullable;

/**
 * A newer registration with the same id has taken over, usually one of another process that was
 * given the same id. This one is never restored. Retrying would take the id back from the newer
 * one.
 */
public final class ReplacedException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception without a cause.
   *
   * @param message what failed and what to do
   */
  public ReplacedException(String message) {
    super(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what failed and what to do
   * @param cause the underlying failure; null if there is none
   */
  public ReplacedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
