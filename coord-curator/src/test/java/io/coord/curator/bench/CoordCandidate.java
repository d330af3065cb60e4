package io.coord.curator.bench;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.election.Candidacy;
import io.coord.election.LeaderElection;
import io.coord.election.Term;
import io.coord.registry.ServiceInstance;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;

final class CoordCandidate implements ElectionPeer {

  private final Coordination coordination;
  private final LeaderElection election;
  private final ServiceInstance self;
  private final Reign reign;
  private Candidacy candidacy;

  CoordCandidate(CuratorFramework client, String election, String id, Reign reign) {
    this.coordination = CuratorCoordination.over(client);
    this.election = coordination.election(election);
    this.self = Crowd.member("bench", id);
    this.reign = reign;
  }

  @Override
  public void stand() {
    candidacy = election.stand(self, this::lead);
  }

  @Override
  public boolean believes() {
    return candidacy.term().map(Term::isLeading).orElse(false);
  }

  @Override
  public void close() {
    candidacy.close();
    coordination.close();
  }

  private void lead(Term term) throws InterruptedException {
    reign.begin();
    try {
      while (!term.awaitStop(Duration.ofMinutes(1))) {}
    } finally {
      reign.end();
    }
  }
}
