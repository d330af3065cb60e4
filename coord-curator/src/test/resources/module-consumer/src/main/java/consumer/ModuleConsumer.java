package consumer;

import io.coord.Coordination;
import io.coord.lock.Lease;
import io.coord.registry.Membership;
import io.coord.registry.ServiceInstance;

/** Uses what a program uses, with annotated signatures among it. */
final class ModuleConsumer {

  private ModuleConsumer() {}

  static long work(Coordination coordination, ServiceInstance self) throws InterruptedException {
    coordination.registry().register(self);
    try (Membership members = coordination.registry().watch(self.service());
        Lease lease = coordination.lock(self.id()).acquire()) {
      lease.ensureHeld();
      return lease.fencingToken() + members.snapshot().instances().size();
    }
  }
}
