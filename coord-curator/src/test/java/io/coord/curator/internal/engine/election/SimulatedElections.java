package io.coord.curator.internal.engine.election;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.lock.LockBackend;
import io.coord.curator.internal.engine.lock.LockBackends;
import io.coord.curator.internal.engine.lock.LockManager;
import io.coord.curator.internal.engine.lock.NoOpBackend;
import io.coord.curator.internal.engine.lock.ProcessLock;
import io.coord.curator.internal.engine.lock.SomeTenure;
import io.coord.curator.internal.engine.membership.Memberships;
import io.coord.curator.internal.engine.session.SimulatedSession;
import io.coord.curator.internal.support.InstanceFormat;
import io.coord.election.Candidacy;
import io.coord.election.CandidateOptions;
import io.coord.election.LeaderTask;
import io.coord.lock.LockOptions;
import io.coord.registry.ServiceInstance;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Elections beside a service that lets everybody lead at once, and shows nothing. */
final class SimulatedElections implements AutoCloseable {

  final SimulatedSession session = new SimulatedSession();
  final Elections elections;

  /**
   * Nobody stands yet.
   *
   * @param writes what becomes of the metadata that a leader announces
   */
  SimulatedElections(Function<String, ReplyCode> writes) {
    LockBackends backends = new Backends(writes);
    LockManager locks = new LockManager(session, proof -> backends, LockOptions.defaults());
    InstanceFormat format =
        new InstanceFormat() {
          @Override
          public byte[] write(ServiceInstance instance) {
            return instance.metadata().toString().getBytes(StandardCharsets.UTF_8);
          }

          @Override
          public ServiceInstance raw(String service, String id, byte[] data) {
            throw new UnsupportedOperationException();
          }

          @Override
          public ServiceInstance read(String service, String id, byte[] data) {
            throw new UnsupportedOperationException();
          }
        };
    elections =
        new Elections(
            session,
            locks,
            new Memberships(session, path -> null),
            format,
            "/elections",
            Set.of(),
            1_000);
    session.states().connected();
  }

  Candidacy stand(LeaderTask task) {
    ServiceInstance self = ServiceInstance.builder("servers").id("a").address("here").build();
    return elections.stand("orders", self, CandidateOptions.defaults(), task);
  }

  @Override
  public void close() {
    elections.close().join();
    session.close();
  }

  private record Backends(Function<String, ReplyCode> writes) implements LockBackends {

    @Override
    public LockBackend open(String lockName) {
      throw new UnsupportedOperationException();
    }

    @Override
    public LockBackend openAt(String path, byte[] data) {
      return new NoOpBackend() {
        @Override
        public void start(ProcessLock lock, Attempt attempt) {
          lock.begun(attempt, tenure());
        }
      };
    }

    private SomeTenure tenure() {
      return new SomeTenure() {
        @Override
        public CompletableFuture<ReplyCode> write(byte[] data) {
          return CompletableFuture.completedFuture(
              writes.apply(new String(data, StandardCharsets.UTF_8)));
        }
      };
    }

    @Override
    public List<SessionTenure> tenures() {
      return List.of();
    }

    @Override
    public void onConnected() {}
  }
}
