package io.coord;

import org.jspecify.annotations.Nullable;

/** It did not happen: the service could not be reached in time. Trying again later is safe. */
public final class UnavailableException extends CoordinationException {

  private static final long serialVersionUID = 1L;

  /** With a message that says what failed and what to do. */
  public UnavailableException(String message) {
    super(message, null);
  }

  /** With a message and the failure behind it, if there is one. */
  public UnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
