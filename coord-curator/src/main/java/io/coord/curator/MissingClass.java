package io.coord.curator;

import io.coord.UnavailableException;

/** What stands behind a handle that cannot be made: mostly a library that is not there. */
final class MissingClass {

  private MissingClass() {}

  /** The exception that names the class, and the artifact if it is one that Coord leaves out. */
  static UnavailableException explain(String servers, UnavailableException failure) {
    Throwable root = RootCause.of(failure);
    return new UnavailableException(
        "Could not connect to %s: ZooKeeper's client does not start. %s"
            .formatted(servers, reason(root)),
        root);
  }

  private static String reason(Throwable root) {
    if (!(root instanceof NoClassDefFoundError) && !(root instanceof ClassNotFoundException)) {
      return root.toString();
    }
    String name = String.valueOf(root.getMessage()).replace('/', '.');
    String advice =
        name.startsWith("io.netty.channel.epoll.")
            ? "Add io.netty:netty-transport-classes-epoll, in the version of the other Netty libraries."
            : "Check the class path.";
    return "The class %s is missing. %s".formatted(name, advice);
  }
}
