package io.coord.curator.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.ChildJvm;
import io.coord.curator.testing.ZkTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A leader whose process exits hands over at once. The session timeout is 10 s. */
@Timeout(120)
class ShutdownHookTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(500);

  @Test
  void aCloseInAShutdownHookHandsOverLongBeforeTheSessionExpires() throws Exception {
    Office office = new Office();
    try (ChildJvm leader =
        ChildJvm.start(DepartingLeader.class, List.of("-Xmx64m"), zk.server().connectString())) {
      assertThat(leader.answer()).isEqualTo("leads");
      office.stand(zk.coordination(), "a");
      zk.awaitEphemerals(2);
      long before = System.nanoTime();

      leader.send("exit");

      assertThat(leader.answer()).isEqualTo("CLOSED");
      office.awaitTerm();
      assertThat(System.nanoTime() - before).isLessThan(Duration.ofSeconds(5).toNanos());
    }
  }
}
