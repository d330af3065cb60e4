package io.coord.curator.bench;

import io.coord.curator.testing.ChildJvm;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.ZkServer;
import java.io.IOException;
import java.util.List;
import org.apache.zookeeper.ZooDefs.OpCode;

/** A ZooKeeper server in a JVM of its own, which says what it was asked. */
final class BenchServer implements AutoCloseable {

  static final int TICK_MILLIS = 2_000;

  private final ChildJvm child;
  private final int port;

  private BenchServer(ChildJvm child) throws IOException {
    this.child = child;
    this.port = Integer.parseInt(child.ask("port"));
  }

  static BenchServer start() throws IOException {
    // No snapshot of the data in the middle of a round.
    return new BenchServer(
        ChildJvm.start(
            BenchServer.class, List.of("-Xmx1g", "-Xms1g", "-Dzookeeper.snapCount=100000000")));
  }

  public static void main(String[] arguments) throws Exception {
    try (ZkServer server = ZkServer.started(TICK_MILLIS)) {
      ChildJvm.serve(
          words ->
              switch (words[0]) {
                case "port" -> Integer.toString(server.port());
                case "requests" -> counts(server.requests());
                case "ephemerals" ->
                    Long.toString(
                        server.ephemerals().stream().filter(n -> n.startsWith(words[1])).count());
                default -> throw new IllegalArgumentException(words[0]);
              });
    }
  }

  int port() {
    return port;
  }

  String connectString() {
    return "127.0.0.1:" + port;
  }

  /** What it was asked up to now. */
  Traffic traffic() throws IOException {
    String[] words = child.ask("requests").split(" ");
    return new Traffic(
        Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
  }

  /** How many ephemeral nodes are below that path. */
  int ephemerals(String path) {
    return Integer.parseInt(child.ask("ephemerals " + path + "/"));
  }

  @Override
  public void close() throws InterruptedException {
    child.close();
  }

  private static String counts(RequestCounts counts) {
    return counts.total() + " " + counts.replyBytes() + " " + counts.of(OpCode.multi);
  }

  /** Requests without pings, bytes of replies and watch events, and how many were transactions. */
  record Traffic(long requests, long bytes, long transactions) {
    Traffic since(Traffic earlier) {
      return new Traffic(
          requests - earlier.requests, bytes - earlier.bytes, transactions - earlier.transactions);
    }

    /** But for what a lease's proof sends, every sixth of the session timeout. */
    long withoutProofs() {
      return requests - transactions;
    }
  }
}
