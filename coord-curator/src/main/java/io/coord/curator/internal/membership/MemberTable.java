package io.coord.curator.internal.membership;

import io.coord.curator.internal.support.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of a service by their nodes, sorted by id and name. An array and not a tree: it is
 * copied for every change that is published, and moving 10,000 references takes microseconds. Not
 * thread-safe.
 */
final class MemberTable {

  private final List<Member> members = new ArrayList<>();

  /** The member whose node has that name. */
  @Nullable Member get(String name) {
    int at = indexOf(Names.decode(name), name);
    return at < 0 ? null : members.get(at);
  }

  /** Adds or replaces a member, unless a newer version of it is here. Says whether it changed. */
  boolean put(Member member) {
    int at = indexOf(member.id(), member.name());
    if (at < 0) {
      members.add(-at - 1, member);
      return true;
    }
    if (!member.isNewerThan(members.get(at))) {
      return false;
    }
    members.set(at, member);
    return true;
  }

  /** Removes the member whose node has that name. Says whether it was here. */
  boolean remove(String name) {
    int at = indexOf(Names.decode(name), name);
    if (at >= 0) {
      members.remove(at);
    }
    return at >= 0;
  }

  /**
   * An unmodifiable copy, with one member for each id. Two nodes can mean one id: "a%20b", which we
   * write, and "a b", typed by hand. Then it is ours.
   */
  List<Member> toList() {
    Member[] unique = new Member[members.size()];
    int count = 0;
    for (Member member : members) {
      if (count == 0 || !unique[count - 1].id().equals(member.id())) {
        unique[count++] = member;
      } else if (Names.encode(member.id()).equals(member.name())) {
        unique[count - 1] = member;
      }
    }
    return List.of(count == unique.length ? unique : Arrays.copyOf(unique, count));
  }

  private int indexOf(String id, String name) {
    int low = 0;
    int high = members.size() - 1;
    if (high >= 0 && compare(members.get(high), id, name) < 0) {
      return -high - 2; // a load comes in order: append without searching
    }
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = compare(members.get(middle), id, name);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  private static int compare(Member member, String id, String name) {
    int order = member.id().compareTo(id);
    return order != 0 ? order : member.name().compareTo(name);
  }
}
