package io.coord.curator.lab.scenario;

import static io.coord.ConnectionState.CONNECTED;
import static io.coord.ConnectionState.LOST;
import static io.coord.ConnectionState.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import io.coord.registry.RegistrationState;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a process learns that its lease or its session is over, and what others have of it. */
@Timeout(240)
class LostSessionTest extends OutageFixture {

  /** Others may hold the lock from then on, whatever is known of the session. */
  @ParameterizedTest
  @EnumSource(Client.class)
  void theLeaseIsLostAfterTheTimeoutThoughNobodySaysSo(Client whose) throws Exception {
    Duration timeout = LONG.multipliedBy(3).dividedBy(5);
    TcpProxy proxy = zk.proxy();
    hold(whose, proxy.connectString(), timeout);

    proxy.freeze(); // two thirds of the timeout pass until that is noticed, three until it is LOST
    long begin = System.nanoTime();
    leaseStates.await(all -> all.contains(LeaseState.LOST));

    assertThat(connection.events()).doesNotContain(LOST);
    assertThat(since(begin)).isBetween(timeout.multipliedBy(2).dividedBy(3), timeout.plus(MARGIN));
    assertThat(leaseStates.events()).containsExactly(LeaseState.SUSPECT, LeaseState.LOST);
    assertThat(registration.state()).isEqualTo(RegistrationState.SUSPECT);
    proxy.restore();
    lease.close();
  }

  /** Its node would be there for a whole timeout more, if nobody deleted it. */
  @Test
  void aLeaseThatIsLostWhileItsSessionLivesOnIsAnothersAtOnce() throws Exception {
    TcpProxy proxy = zk.proxy(); // accepts connections all the time (hazard C17)
    hold(Client.MADE, proxy.connectString(), LONG);
    Stat instance = zk.server().stat(INSTANCE);
    CompletableFuture<Lease> rival = connect(LONG).lock("orders").acquireAsync();
    Awaitility.await().until(() -> coordination.lock("orders").contenders().size() == 2);
    CompletableFuture<Lease> local = coordination.lock("orders").acquireAsync();

    proxy.cut();
    zk.server().stop();
    leaseStates.await(all -> all.contains(LeaseState.LOST));
    assertThat(local).isNotDone();
    zk.server().start();
    proxy.restore();
    long started = System.nanoTime();

    Lease theirs = rival.get(60, TimeUnit.SECONDS);
    assertThat(since(started)).isLessThan(LONG.dividedBy(2));
    registrationStates.awaitCount(3);
    assertThat(zk.server().stat(INSTANCE)).isEqualTo(instance);
    assertThat(connection.events()).containsExactly(CONNECTED, SUSPENDED, CONNECTED);
    theirs.close();
    local.get(60, TimeUnit.SECONDS).close();
    lease.close();
  }

  /** A wiped server turns the session away without a word, whenever it comes (hazard C12). */
  @ParameterizedTest
  @EnumSource(Client.class)
  void wipedServersMeanANewSessionBeforeTwoTimeoutsHavePassed(Client whose) throws Exception {
    Duration timeout = LONG.dividedBy(2);
    hold(whose, zk.server().connectString(), timeout);

    long begin = System.nanoTime();
    zk.server().restartWiped();
    connection.await(all -> all.contains(LOST) && all.lastIndexOf(CONNECTED) > all.indexOf(LOST));

    assertThat(since(begin)).isLessThan(timeout.multipliedBy(2));
    assertThat(lease.lossCause()).contains(LossCause.SESSION_EXPIRED);
    lease.close();
    registrationStates.await(all -> all.get(all.size() - 1) == RegistrationState.REGISTERED);
    assertThat(zk.server().stat(INSTANCE)).isNotNull();
    coordination.lock("orders").acquire().close();
  }
}
