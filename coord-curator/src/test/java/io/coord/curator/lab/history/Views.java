package io.coord.curator.lab.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * I6: each watcher's changes, applied one after another to an empty view, give the members it was
 * shown with each of them, and in the end what ZooKeeper holds. And whoever believes to be
 * registered at the end is. A watcher may tell more than once what it sees in the end; the last
 * time counts. What it is told after that, while the others leave one by one, does not.
 */
final class Views {

  private Views() {}

  static List<String> check(List<Entry> entries) {
    List<String> violations = new ArrayList<>();
    Map<String, Map<String, String>> replayed = new HashMap<>();
    Map<String, Entry> ends = ends(entries);
    Set<String> ended = new HashSet<>();
    Map<String, String> truth = truth(entries);
    for (Entry entry : entries) {
      boolean over = ended.contains(entry.process()) || !ends.containsKey(entry.process());
      if (entry.kind() == Kind.VIEW && !ended.contains(entry.process())) {
        replay(entry, replayed.computeIfAbsent(entry.process(), p -> new TreeMap<>()), violations);
      } else if (entry == ends.get(entry.process())) {
        ended.add(entry.process());
        Map<String, String> last = ViewChange.parseMembers(entry.value());
        compare(entry.process() + " sees in the end", last, truth, violations);
        Map<String, String> sum = replayed.getOrDefault(entry.process(), Map.of());
        compare("the changes told to " + entry.process() + " add up to", sum, truth, violations);
      } else if (entry.kind() == Kind.LAST_REGISTERED
          && over
          && (truth == null || !entry.value().equals(truth.get(entry.name())))) {
        violations.add(
            "%s believes that %s is registered with %s, but ZooKeeper holds %s"
                .formatted(entry.process(), entry.name(), entry.value(), truth));
      }
    }
    return violations;
  }

  /** The last entries by which watchers told what they see in the end. */
  private static Map<String, Entry> ends(List<Entry> entries) {
    Map<String, Entry> ends = new HashMap<>();
    for (Entry entry : entries) {
      if (entry.kind() == Kind.LAST_VIEW) {
        ends.put(entry.process(), entry);
      }
    }
    return ends;
  }

  /** What ZooKeeper held at the end; null if nobody looked. */
  private static Map<String, String> truth(List<Entry> entries) {
    Map<String, String> truth = null;
    for (Entry entry : entries) {
      truth = entry.kind() == Kind.TRUTH ? ViewChange.parseMembers(entry.value()) : truth;
    }
    return truth;
  }

  private static void compare(
      String what,
      Map<String, String> members,
      Map<String, String> truth,
      List<String> violations) {
    if (!members.equals(truth)) {
      violations.add("%s %s, but ZooKeeper holds %s".formatted(what, members, truth));
    }
  }

  private static void replay(Entry entry, Map<String, String> view, List<String> violations) {
    ViewChange change = ViewChange.parse(entry.value());
    String wrong = null;
    for (String id : change.left()) {
      if (view.remove(id) == null) {
        wrong = id + " left, but was not there";
      }
    }
    for (Map.Entry<String, String> member : change.joined().entrySet()) {
      if (view.put(member.getKey(), member.getValue()) != null) {
        wrong = member.getKey() + " joined, but was there";
      }
    }
    for (Map.Entry<String, String> member : change.updated().entrySet()) {
      if (view.put(member.getKey(), member.getValue()) == null) {
        wrong = member.getKey() + " was updated, but was not there";
      }
    }
    if (wrong == null && !view.equals(change.members())) {
      wrong = "the changes add up to " + view;
    }
    if (wrong != null) {
      violations.add(
          "a change told to %s at %d is wrong: %s (%s)"
              .formatted(entry.process(), entry.begin(), wrong, entry.value()));
      view.clear();
      view.putAll(change.members());
    }
  }
}
