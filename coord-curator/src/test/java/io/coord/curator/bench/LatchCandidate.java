package io.coord.curator.bench;

import java.io.IOException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;

final class LatchCandidate implements ElectionPeer {

  private final LeaderLatch latch;

  LatchCandidate(CuratorFramework client, String path, String id, Reign reign) {
    this.latch = new LeaderLatch(client, path, id);
    latch.addListener(
        new LeaderLatchListener() {
          @Override
          public void isLeader() {
            reign.begin();
          }

          @Override
          public void notLeader() {}
        });
  }

  @Override
  public void stand() throws Exception {
    latch.start();
  }

  @Override
  public boolean believes() {
    return latch.hasLeadership();
  }

  @Override
  public void close() throws IOException {
    latch.close();
  }
}
