package io.coord;

import org.jspecify.annotations.Nullable;

/**
 * The lease is no longer held, or this process cannot prove that it is. The caller must stop using
 * whatever the lease protects.
 */
public final class LeaseNotHeldException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception without a cause.
   *
   * @param message what failed and what to do
   */
  public LeaseNotHeldException(String message) {
    super(message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message what failed and what to do
   * @param cause the underlying failure; null if there is none
   */
  public LeaseNotHeldException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
