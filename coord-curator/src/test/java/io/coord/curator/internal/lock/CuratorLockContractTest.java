package io.coord.curator.internal.lock;

import io.coord.Coordination;
import io.coord.contract.DistributedLockContract;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

class CuratorLockContractTest extends DistributedLockContract {

  @RegisterExtension static final ZkTest zk = new ZkTest(200);

  @Override
  protected Coordination newCoordination() {
    return CuratorCoordination.builder(zk.server().connectString())
        .sessionTimeout(Duration.ofSeconds(4))
        .connect();
  }
}
