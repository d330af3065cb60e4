package io.coord.examples.inspect;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Interprets the names of nodes. */
final class NodeNames {

  /** The number that ZooKeeper appends to the names of sequential nodes. */
  private static final Pattern SEQUENCE = Pattern.compile(".*?([0-9]{10})");

  private NodeNames() {}

  /** {@return the name that Coord encoded as this segment of a path; other names unchanged} */
  static String decode(String segment) {
    try {
      // Percent-encoded as in URLs, except that a plus sign does not stand for a space.
      String name = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
      return name.contains("\uFFFD") ? segment : name;
    } catch (IllegalArgumentException e) {
      return segment;
    }
  }

  /** {@return the last segment of a path} */
  static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Whether a node below a lock or an election is a contender, from whatever library. */
  static boolean isContender(String node) {
    return SEQUENCE.matcher(node).matches();
  }

  /** {@return the order in which contenders get the lock or lead, whatever precedes the number} */
  static Comparator<String> queueOrder() {
    return Comparator.comparing(NodeNames::sequence).thenComparing(Comparator.naturalOrder());
  }

  private static long sequence(String node) {
    Matcher matcher = SEQUENCE.matcher(node);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(node + " is not a contender");
    }
    return Long.parseLong(matcher.group(1));
  }
}
