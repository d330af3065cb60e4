package io.coord.curator.internal.engine.lock;

import io.coord.Coordination;
import io.coord.contract.LeaseContract;
import io.coord.curator.testing.ZkTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class CuratorLeaseContractTest extends LeaseContract {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  @Override
  protected Coordination newCoordination() {
    return zk.coordination();
  }
}
