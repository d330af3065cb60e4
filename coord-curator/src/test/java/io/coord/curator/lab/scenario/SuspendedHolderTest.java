package io.coord.curator.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.testing.ChildJvm;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Time;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two holders, one whose network is silent and one whose process is stopped, for less than the
 * session timeout T. Longer pauses are those of PausedProcessTest.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(240)
class SuspendedHolderTest {

  private static final int TICK_MILLIS = 600;

  @RegisterExtension static final ZkTest zk = new ZkTest(TICK_MILLIS);

  @Test
  void forAThirdOfItsTimeoutTheHolderKeepsTheLock() throws Exception {
    // Long, so that a busy machine does not make the pause so much longer that the session ends.
    int sessionMillis = 20 * TICK_MILLIS;
    Outcome outcome = suspend(sessionMillis, sessionMillis / 3);

    assertThat(outcome.silentKept).isTrue();
    assertThat(outcome.stoppedKept).isTrue();
  }

  /** The session may end or not, as pings come every third of T; either way one of them holds. */
  @Test
  void forFourFifthsOfItsTimeoutTheHolderDoesNotClaimWhatAnotherMayHave() throws Exception {
    int sessionMillis = 10 * TICK_MILLIS;
    Outcome outcome = suspend(sessionMillis, sessionMillis * 4 / 5);

    assertThat(outcome.firstAnswer).as("isHeld after the pause").isEqualTo("false");
  }

  private record Outcome(String firstAnswer, boolean silentKept, boolean stoppedKept) {}

  private Outcome suspend(int sessionMillis, int millis) throws Exception {
    TcpProxy network = zk.proxy();
    Coordination coordination =
        zk.closing(
            zk.builder(network.connectString())
                .sessionTimeout(Duration.ofMillis(sessionMillis))
                .connect());
    Coordination rivals = zk.coordination();
    Lease silent = coordination.lock("silent").acquire();
    ChildJvm stopped = zk.closing(PeerProcess.start(zk.server().connectString(), sessionMillis));
    long token = Long.parseLong(stopped.ask("acquire stopped"));
    CompletableFuture<Lease> afterSilent = rivals.lock("silent").acquireAsync();
    CompletableFuture<Lease> afterStopped = rivals.lock("stopped").acquireAsync();
    Time.passMillis(sessionMillis / 3); // in which it is proven again
    stopped.send("pause " + millis * 3 / 4); // and no shorter one, which may be the machine's
    assertThat(stopped.answer()).isEqualTo("watching");

    network.freeze();
    stopped.pause();
    Time.passMillis(millis);
    network.restore();
    stopped.resume();

    String firstAnswer = stopped.answer();
    boolean silentKept = settles(silent, afterSilent);
    boolean stoppedKept = settles(stopped, token, afterStopped);
    return new Outcome(firstAnswer, silentKept, stoppedKept);
  }

  /** Whether it is held again; otherwise it is lost, and another has it with a greater token. */
  private static boolean settles(Lease lease, CompletableFuture<Lease> rival) throws Exception {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> lease.isHeld() || lease.state() == LeaseState.LOST);
    boolean kept = lease.state() != LeaseState.LOST;
    if (kept) {
      assertThat(rival).isNotDone();
      lease.close();
    }
    Lease next = rival.get(30, TimeUnit.SECONDS);
    assertThat(lease.isHeld()).isFalse();
    assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
    next.close();
    return kept;
  }

  private static boolean settles(ChildJvm holder, long token, CompletableFuture<Lease> rival)
      throws Exception {
    String state =
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> holder.ask("state"), answer -> !answer.startsWith("false SUSPECT"));
    boolean kept = !state.contains("LOST");
    if (kept) {
      assertThat(state).endsWith(String.valueOf(token));
      assertThat(rival).isNotDone();
      holder.ask("release");
    }
    Lease next = rival.get(30, TimeUnit.SECONDS);
    assertThat(holder.ask("state")).startsWith("false");
    assertThat(next.fencingToken()).isGreaterThan(token);
    next.close();
    return kept;
  }
}
