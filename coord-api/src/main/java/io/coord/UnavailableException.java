package io.coord;

import org.jspecify.annotations.Nullable;

/** It did not happen: the service could not be reached in time. Trying again later is safe. */
public final class UnavailableException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /**
   * For a failure that nothing else caused.
   *
   * @param message what failed and what to do
   */
  public UnavailableException(String message) {
    super(message, null);
  }

  /**
   * For a failure with another behind it.
   *
   * @param message what failed and what to do
   * @param cause the failure behind it; null if there is none
   */
  public UnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
