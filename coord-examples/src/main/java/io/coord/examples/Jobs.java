package io.coord.examples;

import io.coord.election.LeaderElection;
import io.coord.registry.ServiceInstance;
import java.time.Duration;

class Jobs {
  static void stand(LeaderElection jobs, ServiceInstance self, Runnable job) {
    jobs.stand(
        self,
        term -> {
          while (!term.awaitStop(Duration.ofSeconds(1))) if (term.isLeading()) job.run();
        });
  }
}
