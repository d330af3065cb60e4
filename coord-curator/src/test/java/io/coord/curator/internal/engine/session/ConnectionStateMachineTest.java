package io.coord.curator.internal.engine.session;

import static io.coord.ConnectionState.CLOSED;
import static io.coord.ConnectionState.CONNECTED;
import static io.coord.ConnectionState.CONNECTING;
import static io.coord.ConnectionState.LOST;
import static io.coord.ConnectionState.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.ConnectionState;
import io.coord.curator.internal.support.FreeMonitor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is published of what a client reports. */
class ConnectionStateMachineTest {

  private final ConnectionStateMachine states = new ConnectionStateMachine(Runnable::run);
  private final List<ConnectionState> seen = new ArrayList<>();

  ConnectionStateMachineTest() {
    states.observe(Runnable::run, seen::add);
  }

  @Test
  void nothingIsLostBeforeThereWasAConnection() {
    states.suspended();
    states.lost();
    states.connected();

    assertThat(seen).containsExactly(CONNECTING, CONNECTED);
  }

  @Test
  void aLostSessionStaysLostUntilThereIsAnother() {
    states.connected();
    states.suspended();
    states.lost();
    states.suspended();
    states.lost();
    assertThat(states.state()).isEqualTo(LOST);

    states.connected();

    assertThat(seen).containsExactly(CONNECTING, CONNECTED, SUSPENDED, LOST, CONNECTED);
  }

  @Test
  void afterTheEndNothingMoreIsPublished() {
    states.connected();
    states.close();
    states.suspended();
    states.lost();
    states.connected();

    assertThat(seen).containsExactly(CONNECTING, CONNECTED, CLOSED);
    assertThat(states.epoch()).isZero();
    assertThat(states.whenClosed()).isCompleted();
  }

  @Test
  void aListenerThatComesLateIsNotifiedOfThePresentStateFirst() {
    states.connected();
    states.suspended();
    List<ConnectionState> late = new ArrayList<>();

    states.subscribe(late::add);
    states.connected();

    assertThat(late).containsExactly(SUSPENDED, CONNECTED);
  }

  @Test
  void everyConnectionHasAnEpochOfItsOwnAndBetweenThemThereIsNone() {
    assertThat(states.epoch()).isZero();
    states.connected();
    long first = states.epoch();
    states.suspended();
    assertThat(states.epoch()).isZero();
    states.connected();

    assertThat(states.epoch()).isGreaterThan(first).isPositive();
  }

  /** The client drops reports when there are too many (hazard C3). */
  @Test
  void aSecondConnectionInARowIsANewEpochForTheEnginesAndNothingForTheApplication() {
    List<ConnectionState> application = new ArrayList<>();
    states.connected();
    states.subscribe(application::add);
    long first = states.epoch();

    states.connected();

    assertThat(states.epoch()).isGreaterThan(first);
    assertThat(seen).containsExactly(CONNECTING, CONNECTED, CONNECTED);
    assertThat(application).containsExactly(CONNECTED);
  }

  @Test
  void aClientThatIsFoundConnectedIsConnected() {
    states.foundConnected();

    assertThat(states.state()).isEqualTo(CONNECTED);
  }

  @Test
  void whatIsFoundIsOlderThanWhatWasReported() {
    states.connected();
    states.suspended();

    states.foundConnected();

    assertThat(states.state()).isEqualTo(SUSPENDED);
  }

  /** As by an executor that is closed and gets no thread: it runs listeners where it is called. */
  @Test
  void nobodyIsCalledWithTheMonitorHeld() {
    FreeMonitor<ConnectionState> engine = new FreeMonitor<>(states::foundConnected);
    FreeMonitor<ConnectionState> application = new FreeMonitor<>(states::foundConnected);
    states.connected();
    states.observe(Runnable::run, engine::accept);
    states.subscribe(application::accept);

    states.connected();
    states.suspended();
    states.closeForApplication();
    states.close();

    assertThat(engine.events()).containsExactly(CONNECTED, CONNECTED, SUSPENDED, CLOSED);
    assertThat(application.events()).containsExactly(CONNECTED, SUSPENDED, CLOSED);
  }

  @Test
  void aClientThatIsFoundConnectedIsToldSoWithTheMonitorFree() {
    FreeMonitor<ConnectionState> engine = new FreeMonitor<>(() -> states.subscribe(state -> {}));
    states.observe(Runnable::run, engine::accept);

    states.foundConnected();

    assertThat(engine.events()).containsExactly(CONNECTING, CONNECTED);
  }

  @Test
  void theApplicationIsNotifiedOnceThatItHasClosedAndTheEnginesGoOn() {
    List<ConnectionState> application = new ArrayList<>();
    states.connected();
    states.subscribe(application::add);

    states.closeForApplication();
    states.suspended();
    states.close();

    assertThat(application).containsExactly(CONNECTED, CLOSED);
    assertThat(seen).containsExactly(CONNECTING, CONNECTED, SUSPENDED, CLOSED);
  }
}
