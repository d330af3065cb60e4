package io.coord.examples.inspect;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the names of nodes say. */
final class NodeNames {

  /** The number that ZooKeeper puts behind the names of sequential nodes. */
  private static final Pattern SEQUENCE = Pattern.compile(".*?([0-9]{10})");

  private NodeNames() {}

  /** The name that Coord wrote as this one segment of a path; others' names as they are. */
  static String decode(String segment) {
    try {
      // Percent-encoding as in URLs, but there a plus sign stands for a space.
      String name = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
      return name.contains("\uFFFD") ? segment : name;
    } catch (IllegalArgumentException e) {
      return segment;
    }
  }

  /** Whether a node in a lock is one of its contenders, of whatever library. */
  static boolean isContender(String node) {
    return SEQUENCE.matcher(node).matches();
  }

  /** The order in which contenders get the lock, whatever stands before the number. */
  static Comparator<String> queueOrder() {
    return Comparator.comparing(NodeNames::sequence).thenComparing(Comparator.naturalOrder());
  }

  private static long sequence(String node) {
    Matcher matcher = SEQUENCE.matcher(node);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(node + " is no contender");
    }
    return Long.parseLong(matcher.group(1));
  }
}
