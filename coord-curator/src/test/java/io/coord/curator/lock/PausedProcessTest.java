package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ChildJvm;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.test.internal.Time;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A process that is stopped for longer than its session lives knows, at its first question after
 * that, that it does not hold the lock. Three times by default; {@code -Dcoord.repeat=100}.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PausedProcessTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(200);

  private static final int SESSION_MILLIS = 3_000;
  private static final int PAUSE_MILLIS = 3_500;

  @Test
  void aPausedHolderKnowsAtOnceThatItHasLostTheLock() throws Exception {
    int rounds = Integer.getInteger("coord.repeat", 3);
    LockHost rival = zk.closing(LockHost.over(zk.client()));
    ChildJvm child =
        ChildJvm.start(
            PausedHolder.class,
            List.of("-Xmx128m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=off"),
            zk.server().connectString(),
            String.valueOf(SESSION_MILLIS),
            String.valueOf(SESSION_MILLIS + 100));
    zk.closing(child::kill);
    int mutexSaidHeld = 0;
    int starved = 0;
    for (int round = 0; round < rounds + starved; round++) {
      assertThat(child.answer()).isEqualTo("holding");
      child.pause();
      Time.passMillis(PAUSE_MILLIS);
      Lease lease = rival.lock("paused " + round).acquire();
      child.resume();

      String[] answers = child.answer().split(" ");

      lease.close();
      if (answers[0].equals("lost")) {
        // A machine under load has paused it before this test did: its session was over.
        assertThat(++starved).as("rounds that could not be had").isLessThanOrEqualTo(5 * rounds);
        continue;
      }
      assertThat(answers[0]).as("isHeld after the pause, round %s", round).isEqualTo("false");
      mutexSaidHeld += answers[1].equals("true") ? 1 : 0;
    }
    System.out.printf(
        "PausedProcessTest: %d rounds, isHeld false in all, InterProcessMutex true in %d; %d more lost their session before the pause%n",
        rounds, mutexSaidHeld, starved);
    assertThat(mutexSaidHeld).as("the control: InterProcessMutex says true").isEqualTo(rounds);
  }
}
