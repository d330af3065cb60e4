package io.coord;

import org.jspecify.annotations.Nullable;

/**
 * A failure of coordination. Its subclasses are named for what the caller may conclude. Programming
 * errors are reported as {@link IllegalArgumentException} or {@link IllegalStateException} instead.
 *
 * <p>A later version may add a subclass; applications cannot.
 */
public abstract class CoordinationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CoordinationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
