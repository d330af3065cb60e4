package io.coord.examples;

/** A demonstration observed something that must not happen. */
public final class PromiseBroken extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public PromiseBroken(String message) {
    super(message);
  }
}
