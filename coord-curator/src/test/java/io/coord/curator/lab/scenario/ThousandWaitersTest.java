package io.coord.curator.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ChildJvm;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** 1,000 threads wait for one lock: 100 in each of ten processes of 64 MiB. */
@Timeout(400)
class ThousandWaitersTest {

  private static final int PROCESSES = 10;
  private static final int THREADS = 100;
  private static final int SESSION_MILLIS = 20_000;

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  /** A grant in another process: when, on the clock that all processes share, and its token. */
  private record Grant(long nanos, long token) {
    static Grant parse(String text) {
      String[] parts = text.split(":");
      return new Grant(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }
  }

  @Test
  void eachIsGrantedItOnceAndTokensRise() throws Exception {
    Lease first = zk.coordination().lock("orders").acquire();
    List<ChildJvm> peers = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      peers.add(zk.closing(PeerProcess.start(zk.server().connectString(), SESSION_MILLIS)));
    }
    peers.forEach(peer -> peer.send("crowd orders " + THREADS));
    Awaitility.await()
        .atMost(Duration.ofSeconds(180)) // ten processes start at once
        .until(() -> zk.server().ephemerals().size() == PROCESSES + 1);

    first.close();

    List<Grant> grants = new ArrayList<>();
    for (ChildJvm peer : peers) {
      for (String grant : peer.answer().split(" ")) {
        grants.add(Grant.parse(grant));
      }
    }
    assertThat(grants).hasSize(PROCESSES * THREADS);
    grants.sort(Comparator.comparingLong(Grant::nanos));
    assertThat(grants).extracting(Grant::token).isSorted().doesNotHaveDuplicates();
    assertThat(grants.get(0).token()).isGreaterThan(first.fencingToken());
  }
}
