package io.coord.curator.internal.engine.election;

import io.coord.election.Candidacy;
import io.coord.election.CandidateOptions;
import io.coord.election.Leader;
import io.coord.election.LeaderElection;
import io.coord.election.LeaderListener;
import io.coord.election.LeaderTask;
import io.coord.election.LeaderView;
import io.coord.registry.ServiceInstance;
import java.util.Objects;
import java.util.Optional;

/** A handle of one election. */
record ElectionImpl(Elections elections, String name) implements LeaderElection {

  @Override
  public Candidacy stand(ServiceInstance self, LeaderTask task) {
    return stand(self, CandidateOptions.defaults(), task);
  }

  @Override
  public Candidacy stand(ServiceInstance self, CandidateOptions options, LeaderTask task) {
    Objects.requireNonNull(self, "self");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(task, "task");
    return elections.stand(name, self, options, task);
  }

  @Override
  public Optional<Leader> leader() throws InterruptedException {
    return elections.leader(name);
  }

  @Override
  public LeaderView watch() {
    return elections.watch(name);
  }

  @Override
  public LeaderView watch(LeaderListener listener) {
    Objects.requireNonNull(listener, "listener");
    LeaderView view = elections.watch(name);
    view.subscribe(listener);
    return view;
  }

  @Override
  public String toString() {
    return "LeaderElection[" + name + "]";
  }
}
