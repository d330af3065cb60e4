package io.coord.curator.lab.worker;

import io.coord.test.internal.Time;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;

/** Stands by Curator's LeaderSelector, which has no epoch; who leads is interrupted to stop. */
final class SelectorLeadership implements Subject.Leadership {

  private volatile boolean over;

  private SelectorLeadership() {}

  static AutoCloseable stand(CuratorFramework client, String path, Subject.Lead lead) {
    LeaderSelector selector =
        new LeaderSelector(
            client,
            path,
            new LeaderSelectorListenerAdapter() {
              @Override
              public void takeLeadership(CuratorFramework same) throws InterruptedException {
                SelectorLeadership leadership = new SelectorLeadership();
                try {
                  lead.lead(leadership);
                } finally {
                  leadership.over = true;
                }
              }
            });
    selector.autoRequeue();
    selector.start();
    return selector;
  }

  @Override
  public long token() {
    return 0;
  }

  @Override
  public boolean isHeld() {
    return !over;
  }

  @Override
  public boolean isLost() {
    return over;
  }

  @Override
  public boolean awaitStop(Duration time) throws InterruptedException {
    Time.pass(time);
    return false;
  }

  @Override
  public void release() {}
}
