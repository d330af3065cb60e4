package io.coord.curator.simulation.process;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.membership.MembershipPort.Reports;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a watch has reported, as text without what differs from world to world. Thread-safe. */
final class ReportList implements Reports {

  private final List<String> lines = new ArrayList<>();
  private boolean root;

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** Whether the root was reported, since that is expected. */
  synchronized boolean hasRoot() {
    return root;
  }

  synchronized void expectRoot() {
    root = false;
  }

  private synchronized void add(String line, boolean ofRoot) {
    root |= ofRoot;
    lines.add(line);
  }

  @Override
  public void onRoot(NodeStat stat) {
    add("root, version %d, %d children".formatted(stat.version(), stat.children()), true);
  }

  @Override
  public void onRootGone() {
    add("root gone", true);
  }

  @Override
  public void onChild(String name, NodeStat stat, byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    add("child %s, version %d: %s".formatted(name, stat.version(), text), false);
  }

  @Override
  public void onChildGone(String name) {
    add("child %s gone".formatted(name), false);
  }

  @Override
  public void onReadFailure(ReplyCode code) {
    add("not read: " + code, false);
  }
}
