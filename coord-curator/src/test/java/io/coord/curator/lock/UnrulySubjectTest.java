package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.session.SessionProof;
import io.coord.curator.internal.engine.session.SessionProof.Verdict;
import io.coord.curator.testing.ZkTest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An Error where a verdict is taken in keeps no other from being told, now or later. */
@Timeout(120)
class UnrulySubjectTest {

  @RegisterExtension static final ZkTest zk = new ZkTest();

  @Test
  void anErrorInOneSubjectKeepsNoOtherFromItsVerdict() throws Exception {
    CuratorFramework client = zk.client();
    LockHost host = zk.closing(LockHost.over(client));
    try (SessionProof proof = new SessionProof(host.connection, System::nanoTime, () -> {})) {
      proof.suspect(new Node(client, host.session(), true));
      for (int i = 0; i < 3; i++) {
        Node suspect = new Node(client, host.session(), false);
        proof.suspect(suspect);
        assertThat(suspect.told.get(30, TimeUnit.SECONDS)).isEqualTo(Verdict.PRESENT);
      }
      assertThat(proof.ask(new Node(client, host.session(), true)).get(30, TimeUnit.SECONDS))
          .isEqualTo(Verdict.PRESENT);
    }
  }

  private static final class Node implements SessionProof.Subject {
    private final String path;
    private final long session;
    private final boolean unruly;
    private final CompletableFuture<Verdict> told = new CompletableFuture<>();

    Node(CuratorFramework client, long session, boolean unruly) throws Exception {
      this.path = client.create().withMode(CreateMode.EPHEMERAL_SEQUENTIAL).forPath("/node-");
      this.session = session;
      this.unruly = unruly;
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public long session() {
      return session;
    }

    @Override
    public void onVerdict(Verdict verdict, long sentAt) {
      if (unruly) {
        throw new AssertionError("for the log");
      }
      told.complete(verdict);
    }
  }
}
