package io.coord.curator.internal.engine.membership;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.membership.MembershipPort.Child;
import io.coord.curator.internal.support.SingleFlight;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Children about which a report is not believed until they have been read. One request is in flight
 * at a time; children added in the meantime share the next one. Confined to one serial executor.
 */
final class ChildVerifier {

  private final BulkReader reader;
  private final Executor serial;
  private final Consumer<Child> onNode;
  private final Runnable onFailure;
  private final SingleFlight reading;
  private final Set<String> waiting = new LinkedHashSet<>();
  private int generation; // replies to requests of an earlier one are ignored

  /**
   * Asks for nothing yet.
   *
   * @param later that serial executor, a moment later
   */
  ChildVerifier(
      BulkReader reader,
      Executor serial,
      Executor later,
      Consumer<Child> onNode,
      Runnable onFailure) {
    this.reader = reader;
    this.serial = serial;
    this.onNode = onNode;
    this.onFailure = onFailure;
    this.reading = new SingleFlight(this::readNext, later);
  }

  void ask(String name) {
    waiting.add(name);
    reading.request();
  }

  /** Forgets all children: a scan is about to read everything. */
  void clear() {
    waiting.clear();
    generation++;
  }

  private @Nullable CompletionStage<?> readNext() {
    if (waiting.isEmpty()) {
      return null;
    }
    CompletableFuture<Void> read = new CompletableFuture<>();
    List<String> batch = reader.together(new ArrayList<>(waiting));
    int asked = generation;
    reader.read(
        batch,
        serial,
        (code, children) -> {
          try {
            if (asked == generation) {
              onRead(code, children);
            }
          } finally {
            read.complete(null);
          }
        });
    batch.forEach(
        waiting
            ::remove); // only now, so that a batch that could not be requested is requested again
    return read;
  }

  private void onRead(ReplyCode code, List<Child> children) {
    if (code != ReplyCode.OK) {
      onFailure.run();
      return;
    }
    children.forEach(onNode);
    if (!waiting.isEmpty()) {
      reading.request();
    }
  }
}
