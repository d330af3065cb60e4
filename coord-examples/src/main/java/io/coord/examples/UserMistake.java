package io.coord.examples;

/** The user asked for something that cannot be; the message says what to do instead. */
final class UserMistake extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UserMistake(String message, Throwable cause) {
    super(message, cause);
  }

  UserMistake(String message) {
    super(message);
  }

  /** For a mistake that was found, and explained, where its value was used. */
  UserMistake(IllegalArgumentException e) {
    super(e.getMessage(), e);
  }
}
