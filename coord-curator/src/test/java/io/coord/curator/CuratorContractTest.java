package io.coord.curator;

import io.coord.Coordination;
import io.coord.curator.testing.ZkTest;
import io.coord.test.contract.ContractSuites;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What this backend must do as every other: the contract's suites, against a real ZooKeeper. */
class CuratorContractTest extends ContractSuites {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  @Override
  protected Coordination newCoordination() {
    return zk.coordination();
  }
}
