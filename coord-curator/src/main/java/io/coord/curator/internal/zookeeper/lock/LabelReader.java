package io.coord.curator.internal.zookeeper.lock;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.ReplyException;
import io.coord.curator.internal.engine.queue.QueuePort.Label;
import io.coord.curator.internal.engine.queue.QueuePort.PlugInException;
import io.coord.curator.internal.zookeeper.session.Background;
import io.coord.curator.internal.zookeeper.session.Replies;
import io.coord.curator.internal.zookeeper.session.Reply;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.zookeeper.AsyncCallback.DataCallback;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a contender has written into its node. Compressed data is read through Curator,
 * because only Curator can decompress it.
 */
final class LabelReader {

  private final String path;
  private final CompletableFuture<Label> label = new CompletableFuture<>();

  private LabelReader(String path) {
    this.path = path;
  }

  /**
   * Reads the node.
   *
   * @param path as the client knows it
   * @param absolute the same as the handle knows it
   */
  static CompletableFuture<Label> read(
      CuratorFramework client, ZooKeeper handle, String path, String absolute) {
    LabelReader reader = new LabelReader(path);
    if (client.compressionEnabled()) {
      reader.readDecompressed(client);
    } else {
      reader.readPlain(handle, absolute);
    }
    return reader.label;
  }

  private void readPlain(ZooKeeper handle, String absolute) {
    DataCallback onData = (rc, same, context, data, stat) -> complete(Replies.code(rc), data, stat);
    QueueRequests.send(
        () -> handle.getData(absolute, false, onData, null), code -> complete(code, null, null));
  }

  private void readDecompressed(CuratorFramework client) {
    var unused =
        Background.start(callback -> client.getData().inBackground(callback).forPath(path))
            .thenAccept(this::onReply);
  }

  private void onReply(Reply reply) {
    CuratorEvent event = reply.event();
    if (reply.failure() != null) {
      label.completeExceptionally(new PlugInException(reply.failure()));
    } else if (event == null) {
      complete(reply.code(), null, null);
    } else {
      complete(reply.code(), event.getData(), event.getStat());
    }
  }

  private void complete(ReplyCode code, byte @Nullable [] data, @Nullable Stat stat) {
    if (code == ReplyCode.OK || code == ReplyCode.NONODE) {
      label.complete(new Label(data, code == ReplyCode.OK ? Replies.statOrNull(stat) : null));
    } else {
      label.completeExceptionally(new ReplyException(code, path));
    }
  }
}
