package io.coord.examples;

/** The user requested something impossible. The message says what to do instead. */
public final class UserMistake extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UserMistake(String message, Throwable cause) {
    super(message, cause);
  }

  public UserMistake(String message) {
    super(message);
  }

  /** For a mistake that was detected and explained where the value was used. */
  public UserMistake(IllegalArgumentException e) {
    super(e.getMessage(), e);
  }
}
