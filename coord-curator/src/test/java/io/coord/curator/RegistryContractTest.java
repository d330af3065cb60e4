package io.coord.curator;

import io.coord.Coordination;
import io.coord.contract.CoordinationContract;
import io.coord.contract.MembershipAwaitContract;
import io.coord.contract.MembershipContract;
import io.coord.contract.MembershipListenersContract;
import io.coord.contract.RegistrationContract;
import io.coord.contract.ServiceRegistryContract;
import io.coord.contract.UnrulyListenersContract;
import io.coord.curator.testing.ZkTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract's suites, against a real ZooKeeper. */
class RegistryContractTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  @Nested
  class OfCoordination extends CoordinationContract {
    @Override
    protected Coordination newCoordination() {
      return zk.coordination();
    }
  }

  @Nested
  class OfServiceRegistry extends ServiceRegistryContract {
    @Override
    protected Coordination newCoordination() {
      return zk.coordination();
    }
  }

  @Nested
  class OfRegistration extends RegistrationContract {
    @Override
    protected Coordination newCoordination() {
      return zk.coordination();
    }
  }

  @Nested
  class OfMembership extends MembershipContract {
    @Override
    protected Coordination newCoordination() {
      return zk.coordination();
    }
  }

  @Nested
  class OfMembershipAwait extends MembershipAwaitContract {
    @Override
    protected Coordination newCoordination() {
      return zk.coordination();
    }
  }

  @Nested
  class OfMembershipListeners extends MembershipListenersContract {
    @Override
    protected Coordination newCoordination() {
      return zk.coordination();
    }
  }

  @Nested
  class OfUnrulyListeners extends UnrulyListenersContract {
    @Override
    protected Coordination newCoordination() {
      return zk.coordination();
    }
  }
}
