package io.coord.curator.lab.history;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A change of a watcher's members, and what they were after it. As text: {@code
 * +joined=value,-left,~updated=value;member=value,…}.
 *
 * @param joined ids and values
 * @param left ids
 * @param updated ids and values
 * @param members all ids and values after the change
 */
public record ViewChange(
    Map<String, String> joined,
    Set<String> left,
    Map<String, String> updated,
    Map<String, String> members) {

  public String toText() {
    StringBuilder text = new StringBuilder();
    joined.forEach(
        (id, value) -> text.append('+').append(id).append('=').append(value).append(','));
    left.forEach(id -> text.append('-').append(id).append(','));
    updated.forEach(
        (id, value) -> text.append('~').append(id).append('=').append(value).append(','));
    return text.append(';').append(membersToText(members)).toString();
  }

  public static ViewChange parse(String text) {
    ViewChange change =
        new ViewChange(new TreeMap<>(), new TreeSet<>(), new TreeMap<>(), new TreeMap<>());
    int end = text.indexOf(';');
    for (String word : text.substring(0, end).split(",")) {
      if (!word.isEmpty()) {
        change.add(word.charAt(0), word.substring(1));
      }
    }
    change.members.putAll(parseMembers(text.substring(end + 1)));
    return change;
  }

  private void add(char sign, String word) {
    switch (sign) {
      case '+' -> put(joined, word);
      case '~' -> put(updated, word);
      case '-' -> left.add(word);
      default -> throw new IllegalArgumentException(sign + word);
    }
  }

  public static String membersToText(Map<String, String> members) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(members)
        .forEach((id, value) -> text.append(id).append('=').append(value).append(','));
    return text.toString();
  }

  public static Map<String, String> parseMembers(String text) {
    Map<String, String> members = new TreeMap<>();
    for (String word : text.split(",")) {
      if (!word.isEmpty()) {
        put(members, word);
      }
    }
    return members;
  }

  private static void put(Map<String, String> members, String word) {
    int sign = word.indexOf('=');
    members.put(word.substring(0, sign), word.substring(sign + 1));
  }
}
