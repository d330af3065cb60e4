package io.coord.curator.lab.scenario;

import static io.coord.curator.testing.Views.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.coord.curator.testing.ChildJvm;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.test.internal.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The wall clock of a process jumps an hour ahead, and two hours back. Needs libfaketime (Debian's
 * package faketime); skipped where it is not there.
 */
@Timeout(180)
class WallClockTest {

  private static final int TICK_MILLIS = 400;
  private static final int SESSION_MILLIS = 20 * TICK_MILLIS;

  @RegisterExtension static final ZkTest zk = new ZkTest(TICK_MILLIS);

  @TempDir Path directory;

  @Test
  void whenItJumpsLeaseRegistrationAndDeadlinesStay() throws Exception {
    Path library = library();
    Path offset = directory.resolve("offset");
    setClock(offset, "+0");
    ChildJvm peer =
        zk.closing(
            PeerProcess.start(
                zk.server().connectString(), SESSION_MILLIS, fakedBy(library, offset)));
    long token = Long.parseLong(peer.ask("acquire orders"));
    peer.ask("register servers a");
    Stat member = zk.server().stat("/services/servers/a");
    Lease busy = zk.coordination().lock("busy").acquire();
    CompletableFuture<Lease> rival = zk.coordination().lock("orders").acquireAsync();

    for (String jump : new String[] {"+3600", "-3600"}) {
      peer.send("try busy 2500");
      assertThat(peer.answer()).isEqualTo("trying");
      setClock(offset, jump);
      String[] tried = peer.answer().split(" ");

      assertThat(tried[1]).as("granted").isEqualTo("false");
      assertThat(Integer.parseInt(tried[0])).as("ms").isBetween(2_499, 30_000);
      assertClockIsOffBy(peer, Long.parseLong(jump));
      Time.passMillis(SESSION_MILLIS); // what would end the session
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> peer.ask("state").equals("true HELD " + token));
      assertThat(peer.ask("verify")).isEqualTo("true");
      assertThat(rival).isNotDone();
      assertThat(zk.server().stat("/services/servers/a")).isEqualTo(member);
    }
    busy.close();
    peer.ask("release");
    rival.get(30, TimeUnit.SECONDS).close();
  }

  /** The wall clock only, looked up every second. The last switch lets timed waits be as long. */
  private static Map<String, String> fakedBy(Path library, Path offset) {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAKETIME_TIMESTAMP_FILE", offset.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "DONT_FAKE_MONOTONIC", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        "FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }

  private static void assertClockIsOffBy(ChildJvm peer, long seconds) {
    long difference = Long.parseLong(peer.ask("clock")) - System.currentTimeMillis();
    assertThat(Duration.ofMillis(difference))
        .as("the clock of the process")
        .isBetween(Duration.ofSeconds(seconds - 60), Duration.ofSeconds(seconds + 60));
  }

  private static void setClock(Path offset, String seconds) throws IOException {
    Path next = offset.resolveSibling("next");
    Files.writeString(next, seconds + "\n");
    Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path library() throws IOException {
    Path libraries = Path.of("/usr/lib");
    assumeTrue(Files.isDirectory(libraries), "skipped: there is no /usr/lib with libfaketime");
    try (Stream<Path> all =
        Files.find(
            libraries,
            3,
            (path, kind) -> path.getFileName().toString().equals("libfaketimeMT.so.1"))) {
      Path found = all.findFirst().orElse(null);
      assumeTrue(found != null, "skipped: libfaketime is not installed (apt-get install faketime)");
      return found;
    }
  }
}
