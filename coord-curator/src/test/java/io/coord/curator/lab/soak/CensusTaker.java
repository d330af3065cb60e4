package io.coord.curator.lab.soak;

import io.coord.curator.lab.history.Census;
import io.coord.curator.lab.history.Entry;
import io.coord.curator.lab.history.History;
import io.coord.curator.lab.history.Kind;
import io.coord.test.internal.Time;
import java.util.Map;

/** Records several times a second what ZooKeeper holds, with a client of its own, without Coord. */
final class CensusTaker implements AutoCloseable {

  private static final int EVERY_MILLIS = 100;

  private final Tree tree;
  private final History history;
  private final Thread thread;

  CensusTaker(String connectString, History history) {
    this.tree = new Tree(connectString);
    this.history = history;
    this.thread = new Thread(this::run, "lab-census");
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes one census, which sees everything that was committed before this call. */
  static Map<String, Census.Node> take(Tree tree, History history) {
    long begin = System.nanoTime();
    Map<String, Census.Node> nodes = tree.census();
    String text = Census.toText(nodes);
    history.add(
        Entry.note("zookeeper", Kind.CENSUS, Tree.MEMBERS, begin, System.nanoTime(), 0, text));
    return nodes;
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        take(tree, history);
      } catch (IllegalStateException e) {
        // No server answered for a long time, or this is being closed.
      }
      try {
        Time.passMillis(EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Idempotent. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
      tree.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
