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
 * Creates a contender's node. If the queue is likely to be empty, it is listed in the same round
 * trip: the server handles the requests of a session in order, so the list shows the node.
 *
 * <p>The node's name carries a mark, as with Curator's protected creates. If the reply is lost, the
 * node is searched for by its mark (L4: the create may have happened), on a server that has caught
 * up with its leader (L17: a lagging one may not show it yet).
 */
final class ContenderCreation {

  /** InterProcessMutex's name for its contenders; the server appends a number. */
  private static final String NAME = "lock-";

  /**
   * The contender in the queue.
   *
   * @param name its node's own name, without the path
   * @param stat its node's stat
   * @param contenders as of a moment when its node existed; null if they are not known
   */
  record Entry(String name, NodeStat stat, @Nullable List<String> contenders) {}

  private static final Log log = Log.of(ContenderCreation.class);

  private final QueuePort queue;
  private final long epoch;
  private final long sentAt;
  private final String mark;
  private final CompletableFuture<@Nullable List<String>> listed = new CompletableFuture<>();
  private final CompletableFuture<Entry> entry = new CompletableFuture<>();
  private volatile byte[] written = {};

  /**
   * Sends nothing yet.
   *
   * @param id that nobody else has
   * @param epoch the connection epoch
   * @param now by nanoTime
   */
  ContenderCreation(QueuePort queue, UUID id, long epoch, long now) {
    this.queue = queue;
    this.epoch = epoch;
    this.mark = "_c_" + id + "-";
    this.sentAt = now;
  }

  /**
   * Sends the requests without waiting for the replies.
   *
   * @param listToo whether to list the queue as well
   * @throws QueuePort.PlugInException if a plug-in of the client throws; nothing was sent
   */
  void send(byte[] label, boolean listToo) throws QueuePort.PlugInException {
    written = queue.create(mark, NAME, label, this::onCreated);
    if (listToo) {
      list();
    } else {
      listed.complete(null);
    }
  }

  /** A failure here must not hide that a contender was created. */
  private void list() {
    try {
      queue.list(
          (code, names) -> listed.complete(code == ReplyCode.OK && isAmong(names) ? names : null));
    } catch (RuntimeException | Error e) {
      log.debug("The queue is not listed with the creation of a contender.", e);
      listed.complete(null);
    }
  }

  /** The connection epoch in which the creation was sent, or an earlier one. */
  long epoch() {
    return epoch;
  }

  /** When the creation was sent, or earlier; by nanoTime. */
  long sentAt() {
    return sentAt;
  }

  /** The node's data as it was written, possibly compressed. */
  byte[] written() {
    return written;
  }

  QueuePort queue() {
    return queue;
  }

  /**
   * Completed, on a ZooKeeper thread, when the contender is queued; with a {@link ReplyException}
   * if it never will be.
   */
  CompletableFuture<Entry> entry() {
    return entry;
  }

  private void onCreated(ReplyCode code, @Nullable String name, @Nullable NodeStat stat) {
    if (code == ReplyCode.OK && name != null && stat != null) {
      onQueued(name, stat);
    } else if (code.isTransient()) {
      step(this::search); // the server may have created it
    } else {
      fail(code);
    }
  }

  /** The list has its own reply, which has arrived, will arrive, or is lost with the connection. */
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

  /** The queue may be too long to list, or not readable; the node may be in it all the same. */
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

  /** A thread that delivers replies swallows what a step throws, but the search must continue. */
  private void step(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      log.debug("Searching again for a contender in {}.", queue.path(), e);
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
