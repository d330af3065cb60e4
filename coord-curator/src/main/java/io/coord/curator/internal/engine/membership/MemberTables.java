package io.coord.curator.internal.engine.membership;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.membership.MembershipPort.Child;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members that a view shows and, during a scan, a second table that the scan fills and that
 * replaces the first in one step. Reports that arrive during a scan go into the second table too.
 * Confined to the engine's executor.
 */
final class MemberTables {

  private final KnownPath known;
  private final MemberParser parser;
  private final ProvisionalMembers provisional;
  private MemberTable shown = new MemberTable();
  private @Nullable MemberTable loading;
  private long listedUpTo; // pzxid of the last list: no child of it is younger

  MemberTables(KnownPath known, MemberParser parser, ProvisionalMembers provisional) {
    this.known = known;
    this.parser = parser;
    this.provisional = provisional;
  }

  void startLoading() {
    loading = new MemberTable();
  }

  void stopLoading() {
    loading = null;
  }

  /**
   * The list of a scan. What was reported before it and is not in it is gone again: the report has
   * waited for a thread, or comes from a former session.
   */
  void onList(List<String> names, @Nullable NodeStat parent) {
    if (loading != null) {
      loading.retain(names);
    }
    listedUpTo = parent == null ? 0 : parent.pzxid();
  }

  void onLoaded() {
    if (loading != null) {
      shown = loading;
    }
    loading = null;
  }

  /** What is shown, as a list. */
  MemberList toList() {
    return shown.toList();
  }

  boolean contains(String name) {
    return active().get(name) != null;
  }

  /**
   * Whether a scan that is over should have found that child, so the report of it is an old one.
   */
  boolean isOverdue(String name, NodeStat stat) {
    return loading == null && stat.czxid() <= listedUpTo && !contains(name);
  }

  /** A child as read. Says whether that changed anything. */
  boolean take(Child child) {
    if (child.stat() != null) {
      return put(child.name(), child.stat(), child.data());
    }
    if (child.code() == ReplyCode.NOAUTH) {
      parser.unreadable(child.name());
    }
    known.forget(child.name());
    provisional.forget(child.name());
    return active().remove(child.name());
  }

  /** A child as reported. Says whether that changed anything. */
  boolean put(String name, NodeStat stat, byte[] data) {
    Member before = shown.get(name);
    boolean isKnown = before != null && before.isVersion(stat) && !before.provisional();
    Member member = isKnown ? before : parser.parse(name, stat, data);
    if (member == null) {
      return false;
    }
    provisional.onParsed(member);
    return active().put(member);
  }

  private MemberTable active() {
    return loading != null ? loading : shown;
  }
}
