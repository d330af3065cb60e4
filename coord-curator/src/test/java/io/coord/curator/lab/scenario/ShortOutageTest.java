package io.coord.curator.lab.scenario;

import static io.coord.ConnectionState.CONNECTED;
import static io.coord.ConnectionState.SUSPENDED;
import static io.coord.curator.testing.Views.awaitIds;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.lock.LeaseState;
import io.coord.registry.RegistrationState;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All servers are away for less than the session timeout, and come back with their data. */
@Timeout(240)
class ShortOutageTest extends OutageFixture {

  @ParameterizedTest
  @CsvSource({"0.3, MADE", "0.6, MADE", "0.6, BROUGHT"})
  void forLessThanTheTimeoutItCostsNothing(double part, Client whose) throws Exception {
    hold(whose, zk.server().connectString(), LONG);
    Stat instance = zk.server().stat(INSTANCE);
    long token = lease.fencingToken();

    zk.server().stop();
    sleep(part, LONG, System.nanoTime());
    zk.server().start();

    leaseStates.await(all -> all.contains(LeaseState.HELD));
    assertThat(leaseStates.events()).containsExactly(LeaseState.SUSPECT, LeaseState.HELD);
    assertThat(lease.fencingToken()).isEqualTo(token);
    assertThat(lease.verify()).isTrue();
    registrationStates.awaitCount(3);
    assertThat(registrationStates.events())
        .containsExactly(
            RegistrationState.REGISTERED, RegistrationState.SUSPECT, RegistrationState.REGISTERED);
    assertThat(zk.server().stat(INSTANCE)).isEqualTo(instance);
    awaitIds(view, "a");
    assertThat(changes.events()).allMatch(change -> change.left().isEmpty());
    assertThat(connection.events()).containsExactly(CONNECTED, SUSPENDED, CONNECTED);
    lease.close();
  }

  /** Nothing tells the difference from an outage but the time. */
  @Test
  void aLeaseThatComesBackIsNotLostAfterwards() throws Exception {
    hold(Client.MADE, zk.server().connectString(), LONG);
    for (int i = 0; i < 3; i++) {
      zk.server().restart();
      int seen = 2 * (i + 1);
      leaseStates.await(all -> all.size() >= seen && lease.isHeld());
    }
    assertThat(leaseStates.events()).doesNotContain(LeaseState.LOST);
    lease.close();
  }
}
