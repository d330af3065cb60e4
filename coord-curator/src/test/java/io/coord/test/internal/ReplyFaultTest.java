package io.coord.test.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.curator.testing.ZkTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checks that the proxy finds the one reply that it must keep back. */
@Timeout(60)
class ReplyFaultTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  private TcpProxy proxy;
  private CuratorFramework client;

  @BeforeEach
  void connectByWayOfTheProxy() throws Exception {
    proxy = zk.proxy();
    client = zk.clients().connected(proxy.connectString());
    client.create().orSetData().forPath("/node", new byte[100_000]);
  }

  @Test
  void theReplyToAWriteIsLostAndTheWriteIsDone() throws Exception {
    ReplyFault fault = proxy.loseReply(OpCode.delete);

    client.getData().forPath("/node");
    assertThat(fault.hasHappened()).as("by a read").isFalse();
    assertThatThrownBy(() -> client.getZookeeperClient().getZooKeeper().delete("/node", -1))
        .isInstanceOf(KeeperException.ConnectionLossException.class);

    fault.await();
    assertThat(zk.server().stat("/node")).isNull();
    Awaitility.await().until(client.getZookeeperClient()::isConnected);
    client.create().forPath("/node");
    client.delete().forPath("/node"); // only one reply was to be lost
  }

  @Test
  void whatCameBeforeTheReplyThatIsHeldHasArrivedAndWhatComesAfterItArrivesInTheEnd()
      throws Exception {
    List<String> answers = new ArrayList<>(); // by the one thread that tells
    CompletableFuture<Void> last = new CompletableFuture<>();
    ReplyFault fault = proxy.freezeAtReply(OpCode.setData);

    for (int i = 0; i < 50; i++) {
      client.getData().inBackground((c, e) -> answers.add("read")).forPath("/node");
    }
    client.setData().inBackground((c, e) -> answers.add("written")).forPath("/node", new byte[9]);
    for (int i = 0; i < 50; i++) {
      client
          .getData()
          .inBackground((c, e) -> answers.add("read " + e.getData().length))
          .forPath("/node");
    }
    client.checkExists().inBackground((c, e) -> last.complete(null)).forPath("/none");
    fault.await();

    assertThat(zk.server().data("/node")).hasSize(9);
    assertThat(last).isNotDone();
    proxy.restore();
    last.get(20, TimeUnit.SECONDS);
    assertThat(answers).hasSize(101);
    assertThat(answers.subList(0, 50)).containsOnly("read");
    assertThat(answers.get(50)).isEqualTo("written");
    assertThat(answers.subList(51, 101)).containsOnly("read 9");
  }

  @Test
  void framesAreFoundHoweverTheBytesComeInPieces() {
    byte[] stream = {
      0, 0, 0, 3, 1, 2, 3, // opens the session, and is short
      0, 0, 0, 8, 0, 0, 0, 7, 0, 0, 0, 11, //
      0, 0, 0, 10, 0, 0, 1, 0, 0, 0, 0, 2, 9, 9, //
      0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 14, 5
    };
    for (int piece = 1; piece <= stream.length; piece++) {
      Frames frames = new Frames();
      List<String> found = new ArrayList<>();
      for (int from = 0; from < stream.length; from += piece) {
        int end = Math.min(stream.length, from + piece);
        int passed =
            frames.feed(stream, from, end, (xid, kind) -> found.add(xid + " of kind " + kind));
        assertThat(passed).isEqualTo(end);
      }
      assertThat(found).containsExactly("7 of kind 11", "256 of kind 2", "9 of kind 14");
    }
  }
}
