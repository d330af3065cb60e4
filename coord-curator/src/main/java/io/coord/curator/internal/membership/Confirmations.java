package io.coord.curator.internal.membership;

import io.coord.curator.internal.membership.BulkReader.Node;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException.Code;

/**
 * Children about which a report is not believed until they have been read. One request is under way
 * at a time; what is asked meanwhile goes into the next. Confined to one serial executor.
 */
final class Confirmations {

  private final BulkReader reader;
  private final Executor serial;
  private final Consumer<Node> onNode;
  private final Runnable onFailure;
  private final Set<String> waiting = new LinkedHashSet<>();
  private boolean reading;
  private int generation;

  Confirmations(BulkReader reader, Executor serial, Consumer<Node> onNode, Runnable onFailure) {
    this.reader = reader;
    this.serial = serial;
    this.onNode = onNode;
    this.onFailure = onFailure;
  }

  void ask(String name) {
    waiting.add(name);
    if (!reading) {
      readNext();
    }
  }

  /** Forgets all: a scan is about to read everything. */
  void clear() {
    waiting.clear();
    reading = false;
    generation++;
  }

  private void readNext() {
    List<String> batch = reader.together(new ArrayList<>(waiting));
    batch.forEach(waiting::remove);
    reading = true;
    int asked = generation;
    reader.read(
        batch,
        serial,
        (code, nodes) -> {
          if (asked == generation) {
            onRead(code, nodes);
          }
        });
  }

  private void onRead(Code code, List<Node> nodes) {
    reading = false;
    if (code != Code.OK) {
      onFailure.run();
      return;
    }
    nodes.forEach(onNode);
    if (!waiting.isEmpty()) {
      readNext();
    }
  }
}
