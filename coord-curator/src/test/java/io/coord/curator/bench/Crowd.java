package io.coord.curator.bench;

import io.coord.curator.InstanceCodec;
import io.coord.registry.ServiceInstance;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.AsyncCallback.StringCallback;
import org.apache.zookeeper.AsyncCallback.VoidCallback;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/** Members that are just there: ephemeral nodes of one session, made as fast as it goes. */
final class Crowd implements AutoCloseable {

  private final CuratorFramework client;
  private final String path;
  private final String service;

  Crowd(String connectString, String service) throws Exception {
    this.client = PeerClient.connect(connectString);
    this.service = service;
    this.path = ViewPeer.SERVICES + "/" + service;
    client.create().orSetData().creatingParentsIfNeeded().forPath(path, new byte[0]);
  }

  /** A service of that many members. */
  static Crowd of(String connectString, String service, int members) throws Exception {
    Crowd crowd = new Crowd(connectString, service);
    crowd.join("member", members);
    return crowd;
  }

  static ServiceInstance member(String service, String id) {
    return ServiceInstance.builder(service).id(id).address("10.1.2.3").port(8080).build();
  }

  /** Returns once all are there. */
  void join(String prefix, int members) throws Exception {
    InstanceCodec codec = InstanceCodec.discoveryJson();
    all(
        prefix,
        members,
        id ->
            done -> {
              StringCallback callback = (rc, p, ctx, name) -> done.onCode(rc);
              zooKeeper()
                  .create(
                      path + "/" + id,
                      codec.encode(member(service, id)),
                      Ids.OPEN_ACL_UNSAFE,
                      CreateMode.EPHEMERAL,
                      callback,
                      null);
            });
  }

  /** Returns once none of them is there. */
  void leave(String prefix, int members) throws Exception {
    all(
        prefix,
        members,
        id ->
            done -> {
              VoidCallback callback = (rc, p, ctx) -> done.onCode(rc);
              zooKeeper().delete(path + "/" + id, -1, callback, null);
            });
  }

  @Override
  public void close() {
    client.close();
  }

  private static void all(String prefix, int members, Function<String, Request> request)
      throws Exception {
    List<CompletableFuture<Void>> answers =
        IntStream.range(0, members)
            .mapToObj(
                i -> {
                  CompletableFuture<Void> answer = new CompletableFuture<>();
                  request.apply("%s-%05d".formatted(prefix, i)).send(rc -> complete(answer, rc));
                  return answer;
                })
            .toList();
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get();
  }

  private static void complete(CompletableFuture<Void> answer, int rc) {
    if (rc == Code.OK.intValue()) {
      answer.complete(null);
    } else {
      answer.completeExceptionally(KeeperException.create(Code.get(rc)));
    }
  }

  private ZooKeeper zooKeeper() {
    try {
      return client.getZookeeperClient().getZooKeeper();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Done {
    void onCode(int rc);
  }

  private interface Request {
    void send(Done done);
  }
}
