package io.coord;

import org.jspecify.annotations.Nullable;

/**
 * The lease is no longer held, or this process cannot prove that it is. What the lease protects
 * must not be touched any more under it.
 */
public final class LeaseNotHeldException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /**
   * For a failure that nothing else caused.
   *
   * @param message what failed and what to do
   */
  public LeaseNotHeldException(String message) {
    super(message, null);
  }

  /**
   * For a failure with another behind it.
   *
   * @param message what failed and what to do
   * @param cause the failure behind it; null if there is none
   */
  public LeaseNotHeldException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
