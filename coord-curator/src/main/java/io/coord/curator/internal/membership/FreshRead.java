package io.coord.curator.internal.membership;

import io.coord.curator.internal.membership.BulkReader.Node;
import io.coord.curator.internal.session.Connection;
import io.coord.curator.internal.support.Background;
import io.coord.curator.internal.support.InstanceFormat;
import io.coord.curator.internal.support.Reply;
import io.coord.curator.internal.support.SerialExecutor;
import io.coord.curator.internal.support.ZkErrors;
import io.coord.curator.internal.support.ZkErrors.Intent;
import io.coord.registry.ServiceInstance;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * One read of a node's children that sees whatever was committed before it began: the server first
 * catches up with its leader.
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
  public List<ServiceInstance> instances(String service, InstanceFormat format)
      throws InterruptedException {
    sync();
    MemberParser parser = new MemberParser(service, format);
    MemberTable table = new MemberTable();
    CompletableFuture<List<Member>> result = new CompletableFuture<>();
    Scan.Target target =
        new Scan.Target() {
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
            result.complete(table.toList());
          }

          @Override
          public void onFailure(Code code, boolean listing) {
            fail(result, code);
          }
        };
    new Scan(reader, serial, target).start();
    return await(result).stream().map(Member::instance).toList();
  }

  /** The children's own names, in no order; empty if there is no such node. */
  public List<String> names() throws InterruptedException {
    sync();
    CompletableFuture<List<String>> result = new CompletableFuture<>();
    reader.list(
        serial,
        (code, names, parent) -> {
          if (code == Code.OK || code == Code.NONODE) {
            result.complete(names);
          } else {
            fail(result, code);
          }
        });
    return await(result);
  }

  private void sync() throws InterruptedException {
    Reply reply =
        await(Background.start(c -> connection.client().sync().inBackground(c).forPath(path)));
    if (!reply.ok() && reply.code() != Code.NONODE) {
      throw ZkErrors.translate(reply.code(), Intent.READ, action());
    }
  }

  private <T> T await(CompletableFuture<T> answer) throws InterruptedException {
    return connection.await(answer, action());
  }

  private void fail(CompletableFuture<?> result, Code code) {
    result.completeExceptionally(ZkErrors.translate(code, Intent.READ, action()));
  }

  private String action() {
    return "read " + path;
  }
}
