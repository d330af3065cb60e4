package io.coord.curator.lab.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What ZooKeeper held of all instances, each read at some moment of an interval.
 *
 * @param start of the reads; whatever was committed before is seen
 * @param end of the reads
 * @param nodes by id
 */
public record Census(long begin, long end, Map<String, Node> nodes) {

  /**
   * An instance's node.
   *
   * @param czxid which makes it another node than all others
   * @param owner the session
   * @param version grows with every write
   * @param value of the instance
   */
  public record Node(long czxid, long owner, int version, String value) {}

  /** As text: {@code id=czxid/owner/version/value,…}. */
  public static String toText(Map<String, Node> nodes) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(nodes)
        .forEach(
            (id, node) ->
                text.append(id)
                    .append('=')
                    .append(node.czxid)
                    .append('/')
                    .append(node.owner)
                    .append('/')
                    .append(node.version)
                    .append('/')
                    .append(node.value)
                    .append(','));
    return text.toString();
  }

  static Census of(Entry entry) {
    Map<String, Node> nodes = new TreeMap<>();
    for (String word : entry.value().split(",")) {
      if (!word.isEmpty()) {
        int sign = word.indexOf('=');
        String[] parts = word.substring(sign + 1).split("/", 4);
        nodes.put(
            word.substring(0, sign),
            new Node(
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                Integer.parseInt(parts[2]),
                parts[3]));
      }
    }
    return new Census(entry.begin(), entry.end(), nodes);
  }

  /** All of a history, in order. */
  static List<Census> all(List<Entry> entries) {
    List<Census> all = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.kind() == Kind.CENSUS) {
        all.add(of(entry));
      }
    }
    all.sort((a, b) -> Long.compare(a.begin, b.begin));
    return all;
  }

  /** The last census that was complete by then; null if there is none. */
  static Census before(List<Census> all, long moment) {
    Census last = null;
    for (Census each : all) {
      if (each.end <= moment) {
        last = each;
      }
    }
    return last;
  }

  /** The first census that began later; null if there is none. */
  static Census after(List<Census> all, long moment) {
    for (Census each : all) {
      if (each.begin >= moment) {
        return each;
      }
    }
    return null;
  }
}
