package io.coord;

import org.jspecify.annotations.Nullable;

/**
 * It will never happen as asked: no permission, a payload that is too large, a root that does not
 * exist. Trying again without a change is useless.
 */
public final class RejectedException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /**
   * For a failure that nothing else caused.
   *
   * @param message what failed and what to do
   */
  public RejectedException(String message) {
    super(message, null);
  }

  /**
   * For a failure with another behind it.
   *
   * @param message what failed and what to do
   * @param cause the failure behind it; null if there is none
   */
  public RejectedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
