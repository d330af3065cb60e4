package io.coord.curator.internal.zookeeper.session;

import static io.coord.ConnectionState.CLOSED;
import static io.coord.ConnectionState.CONNECTED;
import static io.coord.ConnectionState.CONNECTING;
import static io.coord.ConnectionState.LOST;
import static io.coord.ConnectionState.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.ConnectionState;
import io.coord.curator.internal.engine.session.ConnectionStateMachine;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.listen.UnaryListenerManager;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.curator.retry.RetryOneTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the states that Curator tells, with a client that is never started. */
class SessionMonitorTest {

  private final CuratorFramework client =
      CuratorFrameworkFactory.newClient("127.0.0.1:1", new RetryOneTime(1));
  private final SessionMonitor monitor =
      SessionMonitor.follow(client, new ConnectionStateMachine(Runnable::run));
  private final List<ConnectionState> told = new ArrayList<>();

  SessionMonitorTest() {
    monitor.states().observe(Runnable::run, told::add);
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  @Test
  void aServerThatOnlyReadsCountsAsNotConnected() {
    curatorTells("CONNECTED", "SUSPENDED", "READ_ONLY", "RECONNECTED", "READ_ONLY");

    assertThat(told).containsExactly(CONNECTING, CONNECTED, SUSPENDED, CONNECTED, SUSPENDED);
    assertThat(monitor.states().state()).isEqualTo(SUSPENDED);
  }

  @Test
  void aLostSessionIsReported() {
    curatorTells("CONNECTED", "SUSPENDED", "LOST", "RECONNECTED");

    assertThat(told).containsExactly(CONNECTING, CONNECTED, SUSPENDED, LOST, CONNECTED);
  }

  @Test
  void afterTheEndNothingMoreIsTold() {
    curatorTells("CONNECTED");
    monitor.close();
    curatorTells("SUSPENDED", "LOST", "RECONNECTED");

    assertThat(told).containsExactly(CONNECTING, CONNECTED, CLOSED);
  }

  @SuppressWarnings("unchecked")
  private void curatorTells(String... states) {
    var listeners =
        (UnaryListenerManager<ConnectionStateListener>) client.getConnectionStateListenable();
    for (String state : states) {
      var next = org.apache.curator.framework.state.ConnectionState.valueOf(state);
      listeners.forEach(listener -> listener.stateChanged(client, next));
    }
  }
}
