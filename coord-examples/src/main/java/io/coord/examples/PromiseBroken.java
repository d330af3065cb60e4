package io.coord.examples;

/** A demonstration saw something that Coord promises not to happen. */
public final class PromiseBroken extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public PromiseBroken(String message) {
    super(message);
  }
}
