package io.coord.curator.internal.engine.registry;

import static io.coord.registry.RegistrationState.CLOSED;
import static io.coord.registry.RegistrationState.REGISTERED;
import static io.coord.registry.RegistrationState.REPLACED;
import static io.coord.registry.RegistrationState.RESTORING;
import static io.coord.registry.RegistrationState.SUSPECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.support.FreeMonitor;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import org.junit.jupiter.api.Test;

class RegistrationStatusTest {

  private final RegistrationStatus status =
      new RegistrationStatus(
          "/services/orders/a",
          new DesiredState(
              ServiceInstance.builder("orders").id("a").address("here").build(), new byte[0], 1));

  /** As by an executor that is closed and gets no thread: it runs listeners where it is called. */
  @Test
  void aListenerIsNeverCalledWithTheMonitorHeld() {
    FreeMonitor<RegistrationState> free = new FreeMonitor<>(status::state);
    status.subscribe(Runnable::run, free::accept);

    status.registered(1);
    status.suspect();
    status.restoring();
    status.replaced();
    status.close();

    assertThat(free.events())
        .containsExactly(RESTORING, REGISTERED, SUSPECT, RESTORING, REPLACED, CLOSED);
  }
}
