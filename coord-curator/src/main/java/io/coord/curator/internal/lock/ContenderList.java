package io.coord.curator.internal.lock;

import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.support.Background;
import io.coord.curator.internal.support.Reply;
import io.coord.curator.internal.support.ZkErrors.Intent;
import io.coord.lock.Contender;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.zookeeper.KeeperException.Code;

/** Reads who is queued for a lock. */
final class ContenderList {

  private ContenderList() {}

  static List<Contender> read(Connection connection, LockNode lock) throws InterruptedException {
    String lockPath = lock.path();
    String action = "read the contenders of " + lockPath;
    if (lock.length().isDoubtful()) {
      requireReadable(connection, lock, action);
    }
    Reply children =
        connection.call(
            callback -> connection.client().getChildren().inBackground(callback).forPath(lockPath),
            action);
    lock.length().onList(children.code());
    if (children.code() == Code.NONODE) {
      return List.of();
    }
    List<CompletableFuture<Reply>> nodes =
        ContenderOrder.sorted(require(children, action).getChildren()).stream()
            .map(name -> lockPath + "/" + name)
            .map(
                path ->
                    Background.start(
                        callback ->
                            connection.client().getData().inBackground(callback).forPath(path)))
            .toList();
    List<Contender> contenders = new ArrayList<>(nodes.size());
    for (CompletableFuture<Reply> node : nodes) {
      Reply reply = connection.await(node, action);
      if (reply.code() != Code.NONODE) { // gone meanwhile
        var event = require(reply, action);
        byte[] label = event.getData() == null ? new byte[0] : event.getData();
        contenders.add(
            new Contender(
                new String(label, StandardCharsets.UTF_8),
                Instant.ofEpochMilli(event.getStat().getCtime()),
                contenders.isEmpty()));
      }
    }
    return List.copyOf(contenders);
  }

  private static void requireReadable(Connection connection, LockNode lock, String action)
      throws InterruptedException {
    Reply counted =
        connection.call(
            callback ->
                connection.client().checkExists().inBackground(callback).forPath(lock.path()),
            action);
    boolean tooLong =
        counted.ok() && lock.length().isTooLong(counted.stat(), connection.juteMaxBuffer());
    Supplier<RuntimeException> refusal = lock.length().refusal();
    if (tooLong && refusal != null) {
      throw refusal.get();
    }
  }

  private static CuratorEvent require(Reply reply, String action) {
    if (!reply.ok() || reply.event() == null) {
      throw reply.exception(Intent.READ, action);
    }
    return reply.event();
  }
}
