package io.coord.curator.internal.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether it is worth while to create a contender and to list the others in one breath. */
@Timeout(60)
class LockPathTest {

  private final LockPath node = new LockPath("/locks/orders", new QueueLengths(System::nanoTime));

  @Test
  void whatWasNeverSeenMayNotExist() {
    assertThat(node.isLikelyFree()).isFalse();
  }

  @Test
  void whereNobodyElseWasSeenNobodyIsExpected() {
    node.onList(false);

    assertThat(node.isLikelyFree()).isTrue();
  }

  @Test
  void othersWhoWereSeenAreExpectedForAWhile() {
    long before = System.nanoTime();
    node.onList(true);
    node.onList(false);

    boolean free = node.isLikelyFree();

    assertThat(free && System.nanoTime() - before < 1_000_000_000).isFalse();
    Awaitility.await().until(node::isLikelyFree);
  }
}
