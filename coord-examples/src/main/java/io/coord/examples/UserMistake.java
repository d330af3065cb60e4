package io.coord.examples;

/** The user asked for something that cannot be; the message says what to do instead. */
public final class UserMistake extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UserMistake(String message, Throwable cause) {
    super(message, cause);
  }

  public UserMistake(String message) {
    super(message);
  }

  /** For a mistake that was found, and explained, where its value was used. */
  public UserMistake(IllegalArgumentException e) {
    super(e.getMessage(), e);
  }
}
