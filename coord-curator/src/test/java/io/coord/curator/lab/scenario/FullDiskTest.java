package io.coord.curator.lab.scenario;

import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coord.Coordination;
import io.coord.CoordinationException;
import io.coord.IndeterminateException;
import io.coord.UnavailableException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.lab.Ensemble;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.test.internal.NoLeaks;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The server's disk is full: it ends itself rather than serve what it cannot write. Needs root and
 * a right to mount; skipped elsewhere.
 */
@Timeout(400)
class FullDiskTest {

  private static final String SIZE = "2m";

  /** A server has to start meanwhile. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void nothingIsClaimedMeanwhileAndNothingIsLostAfterwards() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "skipped: only root may mount");
    try (Ensemble alone = Ensemble.start(1, 500, 10)) {
      alone.stop(0);
      Path disk = alone.data(0);
      assumeTrue(
          run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", disk.toString()) == 0,
          "skipped: this root may not mount (a container without CAP_SYS_ADMIN?)");
      try {
        alone.start(0);
        alone.awaitServing();
        fillAndRecover(alone, disk);
      } finally {
        alone.kill(0);
        assertThat(run("umount", disk.toString())).isZero();
      }
    }
    NoLeaks.ofThreadsAndClients();
  }

  private static void fillAndRecover(Ensemble alone, Path disk) throws Exception {
    try (Coordination coordination =
        CuratorCoordination.builder(alone.connectString())
            .sessionTimeout(Duration.ofSeconds(60))
            .connectTimeout(Duration.ofSeconds(60))
            .operationTimeout(Duration.ofSeconds(8))
            .connect()) {
      Lease lease = coordination.lock("orders").acquire();
      Registration registration = coordination.registry().register(server("a"));
      Path ballast = disk.resolve("ballast");
      fill(ballast);

      writeUntilItFails(registration);

      Awaitility.await().atMost(PATIENCE).until(() -> alone.leader() < 0);
      Awaitility.await().atMost(PATIENCE).until(() -> !lease.isHeld());
      assertThatThrownBy(() -> coordination.lock("others").tryAcquire(Duration.ofMillis(300)))
          .isInstanceOf(UnavailableException.class);
      Files.delete(ballast);
      alone.start(0);
      alone.awaitServing();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> registration.state() == RegistrationState.REGISTERED);
      assertThat(coordination.registry().instances("servers"))
          .containsExactly(registration.instance());
      Awaitility.await().atMost(PATIENCE).until(() -> lease.state() != LeaseState.SUSPECT);
      assertThat(lease.verify()).isEqualTo(lease.isHeld());
      lease.close();
      Lease next = coordination.lock("orders").tryAcquire(PATIENCE).orElseThrow();
      assertThat(next.fencingToken()).isGreaterThan(lease.fencingToken());
      next.close();
    }
  }

  /** The log has room that was set aside before the disk was full. */
  private static void writeUntilItFails(Registration registration) {
    CoordinationException failure = null;
    for (int i = 0; failure == null && i < 10_000; i++) {
      String text = String.valueOf(i).repeat(2_000);
      try {
        registration.update(value -> value.toBuilder().metadata("text", text).build());
      } catch (CoordinationException e) {
        failure = e;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    assertThat(failure).as("what it ends with").isInstanceOf(IndeterminateException.class);
  }

  private static void fill(Path ballast) throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(Files.size(ballast)).isPositive();
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
