package io.coord.curator.internal.membership;

import io.coord.curator.internal.membership.BulkReader.Node;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * One complete read of a service: the list of its children, then their data, batch by batch. The
 * first is alone, as it tells how large the nodes are; then two are under way at a time, so that
 * the server works while one is taken. It ends with exactly one call of {@link Target#onComplete}
 * or {@link Target#onFailure}, unless it is cancelled. Confined to one serial executor, on which
 * the target is called too.
 */
final class Scan {

  /** Takes what is read. */
  interface Target {

    /** The children, before their data are read; empty if the parent does not exist. */
    void onList(List<String> names, @Nullable Stat parent);

    /** One child: read, gone meanwhile, or not readable with these permissions. */
    void onNode(Node node);

    void onComplete();

    /** Something could not be read; {@code listing} tells whether it was the list itself. */
    void onFailure(Code code, boolean listing);
  }

  private static final int MOST_UNDER_WAY = 2;

  private final BulkReader reader;
  private final Executor serial;
  private final Target target;
  private List<String> names = List.of();
  private int next;
  private int underWay;
  private boolean cancelled;

  Scan(BulkReader reader, Executor serial, Target target) {
    this.reader = reader;
    this.serial = serial;
    this.target = target;
  }

  void start() {
    reader.list(serial, this::onList);
  }

  void cancel() {
    cancelled = true;
  }

  private void onList(Code code, List<String> children, @Nullable Stat parent) {
    if (cancelled) {
      return;
    }
    if (code != Code.OK && code != Code.NONODE) {
      target.onFailure(code, true);
      return;
    }
    names = children.stream().sorted().toList();
    target.onList(names, parent);
    if (names.isEmpty()) {
      complete();
    } else {
      readNext();
    }
  }

  private void complete() {
    reader.restoreSize();
    target.onComplete();
  }

  private void readNext() {
    int size = reader.nextSize(names, next);
    List<String> batch = names.subList(next, next + size);
    next += size;
    underWay++;
    reader.read(batch, serial, (code, nodes) -> onRead(size, code, nodes));
  }

  private void onRead(int size, Code code, List<Node> nodes) {
    if (cancelled) {
      return;
    }
    underWay--;
    if (code == Code.CONNECTIONLOSS) {
      reader.shrinkBelow(size);
    }
    Code failure = code != Code.OK ? code : firstFailure(nodes);
    if (failure != null) {
      cancelled = true; // what else is under way failed for the same reason, or is of no use
      target.onFailure(failure, false);
      return;
    }
    while (underWay < MOST_UNDER_WAY && next < names.size()) {
      readNext();
    }
    nodes.forEach(target::onNode);
    if (underWay == 0) {
      complete();
    }
  }

  private static @Nullable Code firstFailure(List<Node> nodes) {
    return nodes.stream()
        .map(Node::code)
        .filter(code -> code != Code.OK && code != Code.NONODE && code != Code.NOAUTH)
        .findFirst()
        .orElse(null);
  }
}
