package io.coord;

import org.jspecify.annotations.Nullable;

/**
 * A failure of coordination. Its subclasses are named by what the caller may conclude. Programming
 * errors are not among them; those are {@link IllegalArgumentException} and {@link
 * IllegalStateException}.
 *
 * <p>A later version may add a subclass; applications cannot.
 */
public abstract class CoordinationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CoordinationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
