package io.coord.curator.internal.membership;

import io.coord.curator.internal.membership.BulkReader.Node;
import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.support.Background;
import io.coord.curator.internal.support.InstanceFormat;
import io.coord.curator.internal.support.SerialExecutor;
import io.coord.registry.ServiceInstance;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * One read of a node's children that sees whatever was committed before it began: the server first
 * catches up with its leader. What fails fails with a {@link KeeperException}.
 */
public final class FreshRead {

  private final Connection connection;
  private final String path;
  private final SerialExecutor serial;
  private final BulkReader reader;

  public FreshRead(Connection connection, String path) {
    this.connection = connection;
    this.path = path;
    this.serial = new SerialExecutor(connection.threads().engine());
    this.reader = new BulkReader(connection, path);
  }

  /** The instances the children stand for, by id; empty if there is no such node. */
  public CompletableFuture<List<ServiceInstance>> instances(String service, InstanceFormat format) {
    Collector collector = new Collector(new MemberParser(service, format));
    return afterSync(() -> new Scan(reader, serial, collector).start(), collector.result);
  }

  /** The children's own names, in no order; empty if there is no such node. */
  public CompletableFuture<List<String>> names() {
    CompletableFuture<List<String>> result = new CompletableFuture<>();
    BulkReader.ListCallback callback =
        (code, names, parent) -> {
          if (code == Code.OK || code == Code.NONODE) {
            result.complete(names);
          } else {
            result.completeExceptionally(KeeperException.create(code, path));
          }
        };
    return afterSync(() -> reader.list(serial, callback), result);
  }

  private <T> CompletableFuture<T> afterSync(Runnable read, CompletableFuture<T> result) {
    Background.start(
        callback -> connection.client().sync().inBackground(callback).forPath(path),
        serial,
        reply -> {
          if (reply.ok() || reply.code() == Code.NONODE) {
            read.run();
          } else {
            result.completeExceptionally(KeeperException.create(reply.code(), path));
          }
        });
    return result;
  }

  /** Takes a scan. Confined to the serial executor. */
  private final class Collector implements Scan.Target {
    private final CompletableFuture<List<ServiceInstance>> result = new CompletableFuture<>();
    private final MemberTable table = new MemberTable();
    private final MemberParser parser;

    Collector(MemberParser parser) {
      this.parser = parser;
    }

    @Override
    public void onList(List<String> names, @Nullable Stat parent) {}

    @Override
    public void onNode(Node node) {
      if (node.stat() != null) {
        Member member = parser.parse(node.name(), node.stat(), node.data());
        if (member != null) {
          table.put(member);
        }
      } else if (node.code() == Code.NOAUTH) {
        parser.unreadable(node.name());
      }
    }

    @Override
    public void onComplete() {
      result.complete(table.toList().instances());
    }

    @Override
    public void onFailure(Code code, boolean listing) {
      result.completeExceptionally(KeeperException.create(code, path));
    }
  }
}
