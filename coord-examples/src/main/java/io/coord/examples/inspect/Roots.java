package io.coord.examples.inspect;

/** The parent nodes of the services, the locks and the elections. */
record Roots(String services, String locks, String elections) {

  /** Whether a child of one root, "/" for example, leads to something else. */
  boolean isOneOf(String path) {
    return path.equals(services) || path.equals(locks) || path.equals(elections);
  }
}
