package io.coord;

import org.jspecify.annotations.Nullable;

/**
 * The lease is no longer held, or this process cannot prove that it is. What the lease protects
 * must not be touched any more under it.
 */
public final class LeaseNotHeldException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /** With a message that says what failed and what to do. */
  public LeaseNotHeldException(String message) {
    super(message, null);
  }

  /** With a message and the failure behind it, if there is one. */
  public LeaseNotHeldException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
