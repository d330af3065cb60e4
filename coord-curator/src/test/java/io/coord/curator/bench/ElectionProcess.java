package io.coord.curator.bench;

import io.coord.curator.testing.ChildJvm;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;

/** A candidate in a JVM of its own, which can be killed and paused. */
final class ElectionProcess implements AutoCloseable {

  /** As short as the server allows. */
  static final int SESSION_MILLIS = 4_000;

  private final ChildJvm child;

  /** Stands when this returns. */
  ElectionProcess(BenchServer server, String kind, String election, String id) {
    child =
        ChildJvm.start(
            ElectionProcess.class, Fleet.SMALL_JVM, server.connectString(), kind, election, id);
    int granted = Integer.parseInt(child.answer());
    if (granted != SESSION_MILLIS) {
      throw new IllegalStateException("The server granted a session timeout of " + granted);
    }
  }

  /** Arguments: the server, the kind of election, its name, and the candidate's. */
  public static void main(String[] arguments) throws Exception {
    CuratorFramework client = PeerClient.connect(arguments[0], SESSION_MILLIS);
    Reign reign = new Reign();
    ElectionPeer peer = ElectionPeer.of(arguments[1], client, arguments[2], arguments[3], reign);
    peer.stand();
    BeliefSampler sampler = new BeliefSampler(peer::believes);
    sampler.start();
    System.out.println(client.getZookeeperClient().getZooKeeper().getSessionTimeout());
    ChildJvm.serve(
        words ->
            switch (words[0]) {
              case "began" -> Long.toString(reign.beganAt());
              case "believes" -> Boolean.toString(peer.believes());
              case "beliefs" -> Belief.write(sampler.take());
              default -> throw new IllegalArgumentException(words[0]);
            });
    Runtime.getRuntime().halt(0); // the session goes with the process
  }

  /** Waits until it leads for the first time, and says when that was. */
  long beganAt() {
    return Long.parseLong(child.ask("began"));
  }

  boolean believes() {
    return Boolean.parseBoolean(child.ask("believes"));
  }

  List<Belief> beliefs() {
    return Belief.read(child.ask("beliefs"));
  }

  void pause() {
    child.pause();
  }

  void resume() {
    child.resume();
  }

  void kill() {
    child.kill();
  }

  @Override
  public void close() throws InterruptedException {
    child.close();
  }
}
