package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.support.Log;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Puts a contender's node into the queue, and asks for the queue in the same breath if that is
 * likely to be empty: then both requests take one round trip. The server works off the requests of
 * a session in their order, so that the list shows the node.
 *
 * <p>The node has a mark in its name, as Curator's protection gives it: if the answer is lost, the
 * node is sought by it (hazard L4), from a server that has caught up (hazard L17).
 */
final class ContenderCreation {

  /** As InterProcessMutex calls its contenders; the server adds a number. */
  private static final String NAME = "lock-";

  /**
   * The contender in the queue.
   *
   * @param name its node's own name, without the path
   * @param stat of its node
   * @param contenders as of a moment when its node was there; null if they are not known
   */
  record Entry(String name, NodeStat stat, @Nullable List<String> contenders) {}

  private static final Log log = Log.of(ContenderCreation.class);

  private final long sentAt = System.nanoTime();
  private final QueuePort queue;
  private final String mark = "_c_" + UUID.randomUUID() + "-";
  private final CompletableFuture<@Nullable List<String>> listed = new CompletableFuture<>();
  private final CompletableFuture<Entry> entry = new CompletableFuture<>();
  private volatile byte[] written = {};

  /** Sends nothing yet. */
  ContenderCreation(QueuePort queue) {
    this.queue = queue;
  }

  /**
   * Sends the requests; nothing here waits for the service.
   *
   * @param inOneBreath whether to ask for the contenders, too
   * @throws QueuePort.PlugInException if code that is plugged into the client throws; nothing was
   *     sent
   */
  void send(byte[] label, boolean inOneBreath) throws QueuePort.PlugInException {
    written = queue.create(mark, NAME, label, this::onCreated);
    if (inOneBreath) {
      listToo();
    } else {
      listed.complete(null);
    }
  }

  /** What fails here must not hide that a contender was sent. */
  private void listToo() {
    try {
      queue.list(
          (code, names) -> listed.complete(code == ReplyCode.OK && isAmong(names) ? names : null));
    } catch (RuntimeException | Error e) {
      log.debug("The queue is not listed with the creation of a contender.", e);
      listed.complete(null);
    }
  }

  /** By the clock of nanoTime; not later than it was sent. */
  long sentAt() {
    return sentAt;
  }

  /** What the node holds: the data as the client writes them, which may be compressed. */
  byte[] written() {
    return written;
  }

  QueuePort queue() {
    return queue;
  }

  /**
   * Completed, on a ZooKeeper thread, when the contender is queued; exceptionally when it is not,
   * and never will be.
   */
  CompletableFuture<Entry> entry() {
    return entry;
  }

  private void onCreated(ReplyCode code, @Nullable String name, @Nullable NodeStat stat) {
    if (code == ReplyCode.OK && name != null && stat != null) {
      onQueued(name, stat);
    } else if (code.isTransient()) {
      step(this::search); // the server may have made it
    } else {
      fail(code);
    }
  }

  /** Whether the list comes now or has come, or was lost with the connection: it is waited for. */
  private void onQueued(String name, NodeStat stat) {
    var unused = listed.thenAccept(contenders -> entry.complete(new Entry(name, stat, contenders)));
  }

  private void search() {
    queue.sync(
        code -> {
          if (code == ReplyCode.OK) {
            step(() -> queue.list((listed, names) -> step(() -> onSearched(listed, names))));
          } else {
            step(() -> searchAgain(code));
          }
        });
  }

  /** If nobody can read the queue, for its length or its rights, the node may be in it even so. */
  private void onSearched(ReplyCode code, List<String> names) {
    if (code == ReplyCode.OK || code.isTransient()) {
      onNames(code, names);
    } else {
      queue.listOwn((listed, own) -> step(() -> onNames(listed, own)));
    }
  }

  private void onNames(ReplyCode code, List<String> names) {
    if (code == ReplyCode.OK) {
      names.stream()
          .filter(this::isMarked)
          .findAny()
          .ifPresentOrElse(this::look, () -> fail(ReplyCode.NONODE));
    } else {
      searchAgain(code);
    }
  }

  private void look(String name) {
    queue.look(
        name,
        (code, stat) -> {
          if (code == ReplyCode.OK && stat != null) {
            onQueued(name, stat);
          } else {
            step(() -> searchAgain(code));
          }
        });
  }

  private void searchAgain(ReplyCode code) {
    if (!queue.again(code, () -> step(this::search))) {
      fail(code);
    }
  }

  /** Whoever brings a reply would drop what a step throws; then nobody would go on searching. */
  private void step(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      log.debug("A contender is sought again in {}.", queue.path(), e);
      searchAgain(ReplyCode.SYSTEMERROR);
    }
  }

  private void fail(ReplyCode code) {
    entry.completeExceptionally(new ReplyException(code, queue.path()));
  }

  private boolean isAmong(List<String> names) {
    return names.stream().anyMatch(this::isMarked);
  }

  private boolean isMarked(String name) {
    return name.startsWith(mark);
  }
}
