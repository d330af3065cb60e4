package io.coord.curator.bench;

import java.util.concurrent.CountDownLatch;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;

/** With the adapter that its documentation recommends: a disconnection interrupts the task. */
final class SelectorCandidate implements ElectionPeer {

  private final LeaderSelector selector;

  SelectorCandidate(CuratorFramework client, String path, String id, Reign reign) {
    this.selector =
        new LeaderSelector(
            client,
            path,
            new LeaderSelectorListenerAdapter() {
              @Override
              public void takeLeadership(CuratorFramework unused) throws InterruptedException {
                reign.begin();
                try {
                  new CountDownLatch(1).await(); // until it is interrupted
                } finally {
                  reign.end();
                }
              }
            });
    selector.setId(id);
    selector.autoRequeue();
  }

  @Override
  public void stand() {
    selector.start();
  }

  @Override
  public boolean believes() {
    return selector.hasLeadership();
  }

  @Override
  public void close() {
    selector.close();
  }
}
