package io.coord.curator.internal.zookeeper.client;

/** Finds the last exception in a chain of causes, which gives the actual reason. */
final class RootCause {

  private static final int LONGEST_CHAIN = 100; // the chain may be circular

  private RootCause() {}

  static Throwable of(Throwable thrown) {
    Throwable root = thrown;
    for (int i = 0; i < LONGEST_CHAIN && root.getCause() != null; i++) {
      root = root.getCause();
    }
    return root;
  }
}
