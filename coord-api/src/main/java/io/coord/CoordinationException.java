package io.coord;

import org.jspecify.annotations.Nullable;

/**
 * A failure of coordination. Its subclasses are named by what the caller may conclude. Programming
 * errors are not among them; those are {@link IllegalArgumentException} and {@link
 * IllegalStateException}.
 */
public abstract sealed class CoordinationException extends RuntimeException
    permits UnavailableException, IndeterminateException, RejectedException, LeaseNotHeldException {

  private static final long serialVersionUID = 1L;

  CoordinationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
