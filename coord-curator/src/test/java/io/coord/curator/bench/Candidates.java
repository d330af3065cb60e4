package io.coord.curator.bench;

import io.coord.curator.bench.BenchServer.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.curator.framework.CuratorFramework;
import org.awaitility.Awaitility;

/** Clients of this process, each for one candidate; they are the same for all kinds. */
final class Candidates implements AutoCloseable {

  private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(200);

  private final BenchServer server;
  private final List<CuratorFramework> clients = new ArrayList<>();
  private int elections;

  Candidates(BenchServer server, int size) throws InterruptedException {
    this.server = server;
    for (int i = 0; i < size; i++) {
      clients.add(PeerClient.connect(server.connectString()));
    }
  }

  /** The name of an election in which nobody has stood. */
  String nextElection() {
    return "election-%d-%d".formatted(clients.size(), ++elections);
  }

  /** Creates the node under which candidates of that kind queue. */
  void create(String kind, String election) throws Exception {
    clients
        .get(0)
        .create()
        .creatingParentContainersIfNeeded()
        .forPath(ElectionPeer.path(kind, election));
  }

  ElectionPeer candidate(int number, String kind, String election, Reign reign) {
    return ElectionPeer.of(kind, clients.get(number), election, "candidate-" + number, reign);
  }

  void awaitStanding(String kind, String election, int count) {
    awaitStanding(server, kind, election, count);
  }

  static void awaitStanding(BenchServer server, String kind, String election, int count) {
    String path = ElectionPeer.path(kind, election);
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> server.ephemerals(path) == count);
  }

  /** What the server was asked, when it has not been asked anything for a while. */
  static Traffic settled(BenchServer server) throws IOException {
    Traffic last = server.traffic();
    long since = System.nanoTime();
    while (System.nanoTime() - since < QUIET) {
      LockSupport.parkNanos(QUIET / 20);
      Traffic now = server.traffic();
      if (now.withoutProofs() != last.withoutProofs()) {
        since = System.nanoTime();
      }
      last = now;
    }
    return last;
  }

  Traffic settled() throws IOException {
    return settled(server);
  }

  @Override
  public void close() {
    clients.forEach(CuratorFramework::close);
  }
}
