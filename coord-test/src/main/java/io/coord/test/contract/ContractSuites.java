package io.coord.test.contract;

import io.coord.Coordination;
import org.junit.jupiter.api.Nested;

/**
 * All suites of the contract. A backend's test extends it and says how to connect; a suite that is
 * added here is run for every backend.
 */
public abstract class ContractSuites {

  /**
   * Connects as a process of its own, as in {@link ContractSuite#newCoordination}.
   *
   * @return a connected Coordination
   * @throws Exception if the test cannot be run
   */
  protected abstract Coordination newCoordination() throws Exception;

  @Nested
  class OfCoordination extends CoordinationContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }

  @Nested
  class OfDistributedLock extends DistributedLockContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }

  @Nested
  class OfLockReentry extends LockReentryContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }

  @Nested
  class OfLockAttempts extends LockAttemptsContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }

  @Nested
  class OfLockFutures extends LockFuturesContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }

  @Nested
  class OfLockOptions extends LockOptionsContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }

  @Nested
  class OfLease extends LeaseContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }

  @Nested
  class OfServiceRegistry extends ServiceRegistryContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }

  @Nested
  class OfRegistration extends RegistrationContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }

  @Nested
  class OfRegisterAsync extends RegisterAsyncContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }

  @Nested
  class OfMembership extends MembershipContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }

  @Nested
  class OfMembershipAwait extends MembershipAwaitContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }

  @Nested
  class OfMembershipListeners extends MembershipListenersContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }

  @Nested
  class OfUnrulyListeners extends UnrulyListenersContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }

  @Nested
  class OfLeaderElection extends LeaderElectionContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }

  @Nested
  class OfCandidacy extends CandidacyContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }

  @Nested
  class OfLeaderView extends LeaderViewContract {
    @Override
    protected Coordination newCoordination() throws Exception {
      return ContractSuites.this.newCoordination();
    }
  }
}
