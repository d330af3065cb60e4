package io.coord.curator.internal.engine.session;

import static io.coord.ConnectionState.CLOSED;
import static io.coord.ConnectionState.CONNECTED;
import static io.coord.ConnectionState.CONNECTING;
import static io.coord.ConnectionState.LOST;
import static io.coord.ConnectionState.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.CapturedLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionLogTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final CapturedLog captured = CapturedLog.start();
  private long session = 0xabcd01;
  private long now;
  private final ConnectionLog log = new ConnectionLog(() -> session, () -> now);

  @AfterEach
  void close() {
    captured.close();
  }

  private List<String> lines() {
    return captured.lines("ConnectionLog");
  }

  @Test
  void whatTheApplicationDoesIsNotWorthALine() {
    log.accept(CONNECTING);
    log.accept(CONNECTED);
    log.accept(CLOSED);

    assertThat(lines()).isEmpty();
  }

  @Test
  void anOutageIsOneLineForItsBeginAndOneForItsEnd() {
    log.accept(CONNECTED);
    log.accept(SUSPENDED);
    now += 7 * SECOND;
    log.accept(CONNECTED);

    assertThat(lines()).hasSize(2);
    assertThat(lines().get(0))
        .contains("The connection to ZooKeeper is lost; session 0xabcd01 may still be alive.");
    assertThat(lines().get(1))
        .contains("Connected to ZooKeeper again after 7 s, under the same session 0xabcd01.");
  }

  @Test
  void aLostSessionIsNamedAndSoIsTheNextOne() {
    log.accept(CONNECTED);
    log.accept(SUSPENDED);
    now += 7 * SECOND;
    log.accept(LOST);
    session++;
    now += SECOND;
    log.accept(CONNECTED);

    assertThat(lines()).hasSize(3);
    assertThat(lines().get(1))
        .contains("ZooKeeper session 0xabcd01 is lost, 7 s after the connection.");
    assertThat(lines().get(2))
        .contains("Connected to ZooKeeper again after 8 s, under a new session 0xabcd02.");
  }

  @Test
  void aConnectionThatComesAndGoesFillsNoDisk() {
    log.accept(CONNECTED);
    for (int i = 0; i < 180; i++) {
      log.accept(SUSPENDED);
      now += SECOND;
      log.accept(CONNECTED);
    }

    assertThat(lines()).hasSizeBetween(25, 31);
    assertThat(lines()).anyMatch(line -> line.contains("(110 similar lines were suppressed.)"));
  }
}
