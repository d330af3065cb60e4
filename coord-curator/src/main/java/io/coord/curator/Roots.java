package io.coord.curator;

import java.util.Set;
import java.util.TreeSet;
import org.apache.zookeeper.common.PathUtils;

/**
 * The parent nodes of all locks, of all services and of all elections. If one lay inside another,
 * its nodes would be mistaken for the other's: contenders for members, services for contenders. So
 * they are disjoint, unless one of them is "/"; then some names below it are reserved.
 *
 * @param locks the parent of all locks
 * @param services the parent of all services
 * @param elections the parent of all elections
 */
record Roots(String locks, String services, String elections) {

  private static final String TOP = "/";

  /** ZooKeeper's own node. */
  private static final String SYSTEM_NODE = "zookeeper";

  /**
   * Checks that the roots are disjoint.
   *
   * @throws IllegalArgumentException if they are not
   */
  Roots {
    requireApart("lockRoot", locks, "serviceRoot", services);
    requireApart("lockRoot", locks, "electionRoot", elections);
    requireApart("electionRoot", elections, "serviceRoot", services);
  }

  private static void requireApart(String oneName, String one, String otherName, String other) {
    if (one.equals(other)) {
      throw new IllegalArgumentException(
          "%s and %s are both '%s': nodes of one would be mistaken for nodes of the other. Give each its own path."
              .formatted(oneName, otherName, one));
    }
    requireNotInside(oneName, one, otherName, other);
    requireNotInside(otherName, other, oneName, one);
  }

  /**
   * Checks a path that was given as a setting.
   *
   * @throws IllegalArgumentException if it is invalid; the message says what to write instead
   */
  static String requirePath(String setting, String path) {
    try {
      PathUtils.validatePath(path);
      return path;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s is not a valid path: '%s'. %s.%s"
              .formatted(setting, path, e.getMessage(), advice(path)),
          e);
    }
  }

  /**
   * Names below the lock root that are reserved: no lock can have them.
   *
   * @param topIsServers whether ZooKeeper's own node is directly below "/": not so in a namespace
   */
  Set<String> notLocks(boolean topIsServers) {
    return foreign(locks, topIsServers, services, elections);
  }

  /** Names below the service root that no service can have; see {@link #notLocks}. */
  Set<String> notServices(boolean topIsServers) {
    return foreign(services, topIsServers, locks, elections);
  }

  /** Names below the election root that no election can have; see {@link #notLocks}. */
  Set<String> notElections(boolean topIsServers) {
    return foreign(elections, topIsServers, locks, services);
  }

  private static Set<String> foreign(String root, boolean topIsServers, String... others) {
    Set<String> foreign = new TreeSet<>();
    if (root.equals(TOP)) {
      for (String other : others) {
        foreign.add(other.split("/", -1)[1]);
      }
      if (topIsServers) {
        foreign.add(SYSTEM_NODE);
      }
    }
    return foreign;
  }

  private static void requireNotInside(
      String innerName, String inner, String outerName, String outer) {
    if (!outer.equals(TOP) && inner.startsWith(outer + "/")) {
      throw new IllegalArgumentException(
          "%s '%s' lies inside %s '%s': nodes of one would be mistaken for nodes of the other. Give each its own path."
              .formatted(innerName, inner, outerName, outer));
    }
  }

  private static String advice(String path) {
    String instead = ("/" + path.strip()).replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
    try {
      PathUtils.validatePath(instead);
      return " Write '%s'.".formatted(instead);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
