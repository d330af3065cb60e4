package io.coord.examples;

/** A check of a demonstration failed: it observed something that must not happen. */
public final class CheckFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CheckFailed(String message) {
    super(message);
  }
}
