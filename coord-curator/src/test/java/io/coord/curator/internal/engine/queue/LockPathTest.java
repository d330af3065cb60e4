package io.coord.curator.internal.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether it is worth while to create a contender and to list the others in one breath. */
@Timeout(60)
class LockPathTest {

  private static final String PATH = "/locks/orders";

  private final AtomicLong now = new AtomicLong();
  private final LockPath node = new LockPath(PATH, new QueueLengths(now::get).of(PATH), now::get);

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
    node.onList(true);
    now.set(999_999_999);
    node.onList(false);
    assertThat(node.isLikelyFree()).isFalse();

    now.set(1_000_000_000);
    assertThat(node.isLikelyFree()).isTrue();
  }
}
