package io.coord.curator;

/** The last of a chain of causes, which names the reason. */
final class RootCause {

  private static final int LONGEST_CHAIN = 100; // a chain may be a ring

  private RootCause() {}

  static Throwable of(Throwable thrown) {
    Throwable root = thrown;
    for (int i = 0; i < LONGEST_CHAIN && root.getCause() != null; i++) {
      root = root.getCause();
    }
    return root;
  }
}
