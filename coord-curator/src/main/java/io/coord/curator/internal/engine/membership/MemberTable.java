package io.coord.curator.internal.engine.membership;

import io.coord.curator.internal.support.NodeNames;
import io.coord.registry.ServiceInstance;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of a service by node, sorted by id and name. In arrays rather than a tree: they are
 * copied for every published change, and copying 10,000 references takes microseconds. Looking at
 * each of 10,000 members takes ten times as long, so their instances have a list of their own, and
 * the members that are not shown are counted. Not thread-safe.
 */
final class MemberTable {

  private final List<Member> members = new ArrayList<>();
  private final List<ServiceInstance> instances = new ArrayList<>(); // of the members
  private int shadowed; // members hidden by others with the same id
  private int sameFirst; // members at the beginning that are the same as in the last list
  private int sameLast; // and at the end

  /** The member whose node has that name. */
  @Nullable Member get(String name) {
    int at = indexOf(NodeNames.decode(name), name);
    return at < 0 ? null : members.get(at);
  }

  /**
   * Adds or replaces a member, unless the table has a newer version. Returns whether anything
   * changed.
   */
  boolean put(Member member) {
    int at = indexOf(member.id(), member.name());
    if (at < 0) {
      members.add(-at - 1, member);
      instances.add(-at - 1, member.instance());
      shadowed += hasNamesake(-at - 1) ? 1 : 0;
      changed(-at - 1, members.size() + at);
      return true;
    }
    if (!member.isNewerThan(members.get(at))) {
      return false;
    }
    members.set(at, member);
    instances.set(at, member.instance());
    changed(at, members.size() - at - 1);
    return true;
  }

  /** Removes the member whose node has that name. Returns whether there was one. */
  boolean remove(String name) {
    int at = indexOf(NodeNames.decode(name), name);
    if (at < 0) {
      return false;
    }
    shadowed -= hasNamesake(at) ? 1 : 0;
    members.remove(at);
    instances.remove(at);
    changed(at, members.size() - at);
    return true;
  }

  /** Removes the members whose nodes have none of these names. */
  void retain(List<String> names) {
    if (!members.isEmpty()) {
      Set<String> kept = new HashSet<>(names);
      members.stream()
          .map(Member::name)
          .filter(name -> !kept.contains(name))
          .toList()
          .forEach(this::remove);
    }
  }

  /**
   * An unmodifiable copy, with one member per id. Two nodes can have the same id: "a%20b", as Coord
   * writes it, and "a b", typed by hand. Then Coord's is shown.
   */
  MemberList toList() {
    if (shadowed > 0) {
      sameFirst = 0; // the list's positions are not the table's
      sameLast = 0;
      return MemberList.of(unshadowed());
    }
    MemberList list = new MemberList(members, instances, sameFirst, sameLast);
    sameFirst = members.size();
    sameLast = members.size();
    return list;
  }

  /** Records a change after that many members, and before that many. */
  private void changed(int before, int behind) {
    sameFirst = Math.min(sameFirst, before);
    sameLast = Math.min(sameLast, behind);
  }

  private List<Member> unshadowed() {
    List<Member> unique = new ArrayList<>(members.size());
    for (Member member : members) {
      int last = unique.size() - 1;
      if (last < 0 || !isOfId(unique.get(last), member.id())) {
        unique.add(member);
      } else if (NodeNames.encode(member.id()).equals(member.name())) {
        unique.set(last, member);
      }
    }
    return unique;
  }

  /** Whether the member at that index has a neighbour with the same id. */
  private boolean hasNamesake(int at) {
    String id = members.get(at).id();
    return (at > 0 && isOfId(members.get(at - 1), id))
        || (at + 1 < members.size() && isOfId(members.get(at + 1), id));
  }

  private static boolean isOfId(Member member, String id) {
    return member.id().equals(id);
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
