package io.coord.curator.internal.zookeeper.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.support.ThreadPools;
import io.coord.curator.testing.WatchedAcls;
import io.coord.curator.testing.ZkTest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorWatcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which threads must not wait for ZooKeeper's answers. */
class ReplyThreadsTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private final ThreadPools threads = new ThreadPools(ReplyThreads::include);

  @AfterEach
  void close() {
    threads.close();
  }

  @Test
  void theThreadThatCallsWatchersAndCallbacksBringsAnswers() throws Exception {
    CuratorFramework client = zk.client();
    CompletableFuture<Boolean> watcher = new CompletableFuture<>();
    CompletableFuture<Boolean> callback = new CompletableFuture<>();
    client
        .checkExists()
        .usingWatcher((CuratorWatcher) event -> watcher.complete(threads.deliversReplies()))
        .inBackground((c, event) -> callback.complete(threads.deliversReplies()))
        .forPath("/watched");
    assertThat(callback.get(30, TimeUnit.SECONDS)).isTrue();
    client.create().forPath("/watched");
    assertThat(watcher.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theThreadThatTellsConnectionStatesBringsAnswers() throws Exception {
    CuratorFramework client = zk.client();
    CompletableFuture<Boolean> listener = new CompletableFuture<>();
    client
        .getConnectionStateListenable()
        .addListener((c, state) -> listener.complete(threads.deliversReplies()));
    zk.server().dropConnections();
    assertThat(listener.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theThreadOfCuratorsBackgroundOperationsBringsAnswers() throws Exception {
    CompletableFuture<Boolean> acl = new CompletableFuture<>();
    WatchedAcls acls =
        new WatchedAcls(
            path -> {
              if (path.equals("/missing")) { // asked for once it is known to be missing
                acl.complete(threads.deliversReplies());
              }
            });
    CuratorFramework client =
        zk.clients().started(zk.clients().builder(zk.server().connectString()).aclProvider(acls));
    client.create().creatingParentsIfNeeded().inBackground().forPath("/missing/node");
    assertThat(acl.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void anEngineBringsAnswersAndNobodyElseHere() throws Exception {
    assertThat(on(threads.engine())).isTrue();
    assertThat(on(threads.workers())).isFalse();
    assertThat(on(threads.callbacks())).isFalse();
    assertThat(threads.deliversReplies()).isFalse();
  }

  private boolean on(Executor executor) throws Exception {
    return CompletableFuture.supplyAsync(threads::deliversReplies, executor)
        .get(30, TimeUnit.SECONDS);
  }
}
