package io.coord.curator.lab.scenario;

import static io.coord.curator.testing.Views.awaitIds;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import io.coord.registry.RegistrationState;
import io.coord.test.internal.TcpProxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The servers are away for more than the session timeout: all of them for everybody, or for one
 * process alone.
 */
@Timeout(240)
class LongOutageTest extends OutageFixture {

  private enum Link {
    CUT,
    FROZEN
  }

  @ParameterizedTest
  @CsvSource({"1.5, MADE", "3, MADE", "1.5, BROUGHT", "3, BROUGHT"})
  void forMoreThanTheTimeoutItCostsTheLeaseAndNoMemberItsPlace(double part, Client whose)
      throws Exception {
    hold(whose, zk.server().connectString(), SHORT);
    CompletableFuture<Lease> rival = connect(LONG).lock("orders").acquireAsync();
    Awaitility.await().until(() -> coordination.lock("orders").contenders().size() == 2);

    zk.server().stop();
    long stopped = System.nanoTime();
    leaseStates.await(all -> all.contains(LeaseState.LOST));
    Duration lost = since(stopped);
    sleep(part, SHORT, stopped);
    zk.server().start();
    long started = System.nanoTime();

    assertThat(lost).isBetween(SHORT.multipliedBy(2).dividedBy(3), SHORT.plus(MARGIN));
    assertThat(lease.lossCause()).contains(LossCause.SESSION_EXPIRED);
    Lease theirs = rival.get(60, TimeUnit.SECONDS);
    assertThat(since(started)).isLessThan(SHORT.plus(MARGIN));
    assertThat(theirs.fencingToken()).isGreaterThan(lease.fencingToken());
    theirs.close();
    awaitIds(view, "a");
    registrationStates.await(all -> all.get(all.size() - 1) == RegistrationState.REGISTERED);
    assertThat(changes.events()).allMatch(change -> change.snapshot().find("a").isPresent());
    lease.close();
    coordination.lock("orders").acquire().close();
  }

  @ParameterizedTest
  @EnumSource(Link.class)
  void whoAloneIsCutOffLosesTheLeaseToAnotherAndIsRegisteredAgainWhenItIsBack(Link link)
      throws Exception {
    TcpProxy proxy = zk.proxy();
    hold(Client.MADE, proxy.connectString(), SHORT);
    CompletableFuture<Lease> rival = connect(LONG).lock("orders").acquireAsync();
    Awaitility.await().until(() -> coordination.lock("orders").contenders().size() == 2);
    long session = zk.server().stat(INSTANCE).getEphemeralOwner();

    switch (link) {
      case CUT -> proxy.cut();
      case FROZEN -> proxy.freeze();
    }
    long begin = System.nanoTime();
    leaseStates.await(all -> all.contains(LeaseState.LOST));
    Duration lost = since(begin);
    Lease theirs = rival.get(60, TimeUnit.SECONDS);
    sleep(2, SHORT, begin);
    assertThat(theirs.isHeld()).isTrue();
    proxy.restore();

    assertThat(lost).isBetween(SHORT.multipliedBy(2).dividedBy(3), SHORT.plus(MARGIN));
    registrationStates.await(all -> all.get(all.size() - 1) == RegistrationState.REGISTERED);
    assertThat(zk.server().stat(INSTANCE).getEphemeralOwner()).isNotEqualTo(session);
    awaitIds(view, "a");
    assertThat(theirs.fencingToken()).isGreaterThan(lease.fencingToken());
    theirs.close();
    lease.close();
    coordination.lock("orders").acquire().close();
  }
}
