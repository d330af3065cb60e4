package io.coord.examples;

/** A demonstration saw something that Coord promises not to happen. */
final class PromiseBroken extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PromiseBroken(String message) {
    super(message);
  }
}
