package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.lock.LeaseImpl;
import io.coord.curator.internal.engine.lock.LockBackends.SessionTenure;
import io.coord.curator.internal.engine.session.SessionProof.Verdict;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import io.coord.lock.LeaseState;
import io.coord.lock.LossCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The session timeout is a minute, so that nobody but the test asks while it runs. */
@Timeout(60)
class DoubtedLeaseTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(3_000);

  @Test
  void anAnswerOlderThanTheDisconnectionProvesNothing() throws Exception {
    LockHost host = zk.closing(LockHost.over(zk.client()));
    Lease lease = host.lock("orders").acquire();
    SessionTenure tenure = (SessionTenure) ((LeaseImpl) lease).hold().tenure();
    long asked = System.nanoTime();

    tenure.doubt(); // a disconnection, while the answer is on its way
    tenure.onVerdict(Verdict.PRESENT, asked);

    assertThat(lease.isHeld()).isFalse();
    assertThat(lease.state()).isEqualTo(LeaseState.SUSPECT);
    assertThat(lease.verify()).isTrue();
    assertThat(lease.isHeld()).isTrue();
    lease.close();
  }

  @ParameterizedTest
  @CsvSource({"ABSENT, NODE_DELETED", "EXPIRED, SESSION_EXPIRED"})
  void aLossThatAQuorumConfirmsHasItsCause(Verdict verdict, LossCause cause) throws Exception {
    LockHost host = zk.closing(LockHost.over(zk.client()));
    Lease lease = host.lock("orders").acquire();
    SessionTenure tenure = (SessionTenure) ((LeaseImpl) lease).hold().tenure();

    tenure.onVerdict(verdict, System.nanoTime());

    assertThat(lease.state()).isEqualTo(LeaseState.LOST);
    assertThat(lease.lossCause()).contains(cause);
    assertThat(lease.isHeld()).isFalse();
    lease.close();
    host.client.delete().quietly().forPath(tenure.path()); // it was not true
  }
}
