package io.coord.curator.internal.engine.election;

import io.coord.NameRules;
import io.coord.curator.internal.engine.PayloadWriter;
import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.internal.engine.lock.SoleLock;
import io.coord.curator.internal.engine.membership.FreshRead;
import io.coord.curator.internal.engine.membership.Memberships;
import io.coord.curator.internal.engine.session.Calls;
import io.coord.curator.internal.engine.session.SessionPort;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.InstanceFormat;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.support.NodeNames;
import io.coord.curator.internal.support.RecoveryLog;
import io.coord.curator.internal.support.Steps;
import io.coord.election.CandidateOptions;
import io.coord.election.Leader;
import io.coord.election.LeaderElection;
import io.coord.election.LeaderTask;
import io.coord.registry.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The elections of one Coordination, under one root: names become paths here. */
public final class Elections {

  private final SessionPort session;
  private final LockManager locks;
  private final Memberships memberships;
  private final PayloadWriter writer;
  private final String root;
  private final Set<String> notElections;
  private final ElectionTable table = new ElectionTable();
  private final RecoveryLog viewLog =
      new RecoveryLog(
          Log.of(Elections.class),
          "The view of election '{}' is stale: what it shows may be out of date.",
          "The view of election '{}' is fresh again.");

  /**
   * Sends nothing yet.
   *
   * @param format of the candidates' nodes
   * @param root the parent of the elections' nodes
   * @param notElections names of its children that are not elections
   */
  public Elections(
      SessionPort session,
      LockManager locks,
      Memberships memberships,
      InstanceFormat format,
      String root,
      Set<String> notElections,
      int maxPayloadBytes) {
    this.session = session;
    this.locks = locks;
    this.memberships = memberships;
    this.writer =
        new PayloadWriter("Candidate", format, maxPayloadBytes, IllegalArgumentException::new);
    this.root = root;
    this.notElections = notElections;
  }

  /** The election of that name. */
  public LeaderElection election(String name) {
    NameRules.requireValid("election name", name);
    if (notElections.contains(NodeNames.encode(name))) {
      throw new IllegalArgumentException(
          "With the election root \"/\" no election can be called '%s': that name is reserved."
              .formatted(name));
    }
    table.requireOpen();
    return new ElectionImpl(this, name);
  }

  CandidacyImpl stand(
      String election, ServiceInstance self, CandidateOptions options, LeaderTask task) {
    byte[] data = writer.write(self);
    CandidacyImpl candidacy =
        table.add(election, () -> candidacy(election, self, data, options, task));
    candidacy.start();
    return candidacy;
  }

  /** Does not stand yet. A lock that nobody gets must not stay open: nobody would close it. */
  private CandidacyImpl candidacy(
      String election,
      ServiceInstance self,
      byte[] data,
      CandidateOptions options,
      LeaderTask task) {
    SoleLock lock = locks.soleLock("election", election, path(election), data);
    try {
      CandidacyEngine engine =
          new CandidacyEngine(
              election,
              session,
              lock,
              options,
              (lease, stepDown) ->
                  new TermImpl(
                      lease, new Announcement(session, lock, lease, writer, self), stepDown),
              term -> duty(election, task, term));
      CandidacyImpl candidacy = new CandidacyImpl(election, session, options.stopTimeout(), engine);
      var unused = candidacy.over().whenComplete((nothing, failure) -> table.remove(candidacy));
      return candidacy;
    } catch (RuntimeException | Error e) {
      var unused = lock.close();
      throw e;
    }
  }

  private Duty duty(String election, LeaderTask task, TermImpl term) {
    return new TaskThread(
        election,
        () -> task.lead(term),
        term::isStopping,
        term::release,
        session.threads().ownThreads(),
        session.threads().callbacks());
  }

  Optional<Leader> leader(String election) throws InterruptedException {
    table.requireOpen();
    FreshRead read = memberships.freshRead(path(election));
    return Optional.ofNullable(
            new Calls(session)
                .read(
                    () -> read.one(LeaderOrder::first, election, writer.format()),
                    "read the leader of " + path(election)))
        .map(LeaderOrder::leader);
  }

  LeaderViewImpl watch(String election) {
    LeaderViewImpl view =
        table.add(
            () ->
                new LeaderViewImpl(
                    election,
                    session,
                    viewLog,
                    display ->
                        memberships.engine(path(election), election, writer.format(), display),
                    table::remove));
    view.start();
    return view;
  }

  /**
   * Closes all candidacies at once, waits as long as each of them would, and closes the views: a
   * task that stops may still look at one.
   *
   * @return completed when no task runs any more
   */
  public CompletableFuture<Void> close() {
    ElectionTable.Open open = table.close();
    List<Runnable> waits = new ArrayList<>();
    Steps.forEach(
        open.candidacies(),
        candidacy -> {
          Deadline deadline = candidacy.beginClose();
          waits.add(() -> candidacy.awaitClosed(deadline));
        });
    Steps.forEach(waits, Runnable::run);
    Steps.forEach(open.views(), LeaderViewImpl::close);
    return CompletableFuture.allOf(
        open.candidacies().stream().map(CandidacyImpl::over).toArray(CompletableFuture[]::new));
  }

  private String path(String election) {
    return NodeNames.child(root, NodeNames.encode(election));
  }
}
