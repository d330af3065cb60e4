package io.coord.curator.lab.scenario;

import static io.coord.curator.testing.Views.awaitIds;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.testing.ChildJvm;
import io.coord.curator.testing.Views;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.registry.Membership;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A process that holds a lock and is a member is killed: both go with its session. */
@Timeout(120)
class KilledProcessTest {

  /** Long enough that it does not end because the machine is busy. */
  private static final int SESSION_MILLIS = 8_000;

  @RegisterExtension static final ZkTest zk = new ZkTest(SESSION_MILLIS / 20);

  @Test
  void theLockIsHandedOverAndTheMemberLeaves() throws Exception {
    ChildJvm peer = zk.closing(PeerProcess.start(zk.server().connectString(), SESSION_MILLIS));
    long token = Long.parseLong(peer.ask("acquire orders"));
    peer.ask("register servers a");
    Coordination coordination = zk.coordination();
    Membership view = coordination.registry().watch("servers");
    awaitIds(view, "a");
    CompletableFuture<Lease> waiting = coordination.lock("orders").acquireAsync();
    assertThat(waiting).isNotDone();

    peer.kill();

    Lease next = waiting.get(30, TimeUnit.SECONDS);
    assertThat(next.isHeld()).isTrue();
    assertThat(next.fencingToken()).isGreaterThan(token);
    Views.awaitIds(view);
    next.close();
  }
}
