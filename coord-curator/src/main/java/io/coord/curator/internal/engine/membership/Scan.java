package io.coord.curator.internal.engine.membership;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.membership.MembershipPort.Child;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One complete read of a service: the list of its children, then their data, as a {@link ReadPlan}
 * says. More than one request is in flight at a time, so that the server works while a reply is
 * processed. It ends with exactly one call of {@link Target#onComplete} or {@link
 * Target#onFailure}, unless it is cancelled. Confined to one serial executor, on which the target
 * is called too.
 */
final class Scan {

  /** Receives what is read. */
  interface Target {

    /** The children, before their data is read; empty if the parent does not exist. */
    void onList(List<String> names, @Nullable NodeStat parent);

    /** One child: read, gone in the meantime, or not readable with these permissions. */
    void onNode(Child child);

    void onComplete();

    /** Something could not be read; {@code listing} tells whether it was the list itself. */
    void onFailure(ReplyCode code, boolean listing);
  }

  private final BulkReader reader;
  private final Executor serial;
  private final Target target;
  private ReadPlan plan;
  private boolean cancelled;

  Scan(BulkReader reader, Executor serial, Target target) {
    this.reader = reader;
    this.serial = serial;
    this.target = target;
    this.plan = reader.plan(List.of());
  }

  void start() {
    reader.list(serial, this::onList);
  }

  void cancel() {
    cancelled = true;
  }

  private void onList(ReplyCode code, List<String> children, @Nullable NodeStat parent) {
    if (cancelled) {
      return;
    }
    if (code != ReplyCode.OK && code != ReplyCode.NONODE) {
      target.onFailure(code, true);
      return;
    }
    List<String> names = children.stream().sorted().toList();
    plan = reader.plan(names);
    target.onList(names, parent);
    if (names.isEmpty()) {
      complete();
    } else {
      readNext();
    }
  }

  private void complete() {
    reader.onComplete(plan.read());
    target.onComplete();
  }

  private void readNext() {
    for (List<String> next = plan.next(); next != null; next = plan.next()) {
      int size = next.size();
      reader.read(next, serial, (code, read) -> onRead(size, code, read));
    }
  }

  private void onRead(int size, ReplyCode code, List<Child> read) {
    if (cancelled) {
      return;
    }
    if (code == ReplyCode.CONNECTIONLOSS) {
      reader.shrinkBelow(size);
    }
    ReplyCode failure = code != ReplyCode.OK ? code : firstFailure(read);
    if (failure != null) {
      cancelled =
          true; // other requests in flight failed for the same reason, or are no longer needed
      reader.onFailure(plan.read());
      target.onFailure(failure, false);
      return;
    }
    read.stream()
        .filter(child -> child.stat() != null)
        .forEach(child -> plan.onNode(child.name(), child.data().length));
    plan.onBatch();
    readNext();
    read.forEach(target::onNode);
    if (plan.isDone()) {
      complete();
    }
  }

  private static @Nullable ReplyCode firstFailure(List<Child> read) {
    return read.stream()
        .map(Child::code)
        .filter(
            code -> code != ReplyCode.OK && code != ReplyCode.NONODE && code != ReplyCode.NOAUTH)
        .findFirst()
        .orElse(null);
  }
}
