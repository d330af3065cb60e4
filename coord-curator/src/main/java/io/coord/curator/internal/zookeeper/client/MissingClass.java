package io.coord.curator.internal.zookeeper.client;

import io.coord.UnavailableException;

/** Explains why no handle can be created; usually a library is missing. */
final class MissingClass {

  private MissingClass() {}

  /** {@return an exception that names the class, and its artifact if Coord excludes that} */
  static UnavailableException explain(String servers, UnavailableException failure) {
    Throwable root = RootCause.of(failure);
    return new UnavailableException(
        "Could not connect to %s: ZooKeeper's client cannot start. %s"
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
