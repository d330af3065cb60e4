package io.coord.curator.internal.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.RejectedException;
import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.Stats;
import io.coord.curator.lock.LockHost;
import io.coord.curator.testing.CapturedLog;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.test.internal.RequestCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A lock with more contenders than an answer may hold, for a client that takes only small ones. */
@Timeout(180)
class QueueLengthTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  private static final int JUTE_MAXBUFFER = 32 * 1024;
  private static final int CONTENDERS = 700;

  private final AtomicLong now = new AtomicLong();
  private final QueueLengths lengths = new QueueLengths(now::get);
  private final QueueLength length = lengths.of("/locks/orders");

  private static NodeStat children(int count) {
    return Stats.parent(count);
  }

  private void lose(int lists) {
    for (int i = 0; i < lists; i++) {
      length.onList(ReplyCode.CONNECTIONLOSS);
    }
  }

  @Test
  void twoLostListsAreNoReasonToCount() {
    lose(2);
    assertThat(length.isDoubtful()).isFalse();
    lose(1);
    assertThat(length.isDoubtful()).isTrue();
  }

  @Test
  void aListThatWasReadEndsTheDoubt() {
    lose(2);
    length.onList(ReplyCode.OK);
    lose(2);
    assertThat(length.isDoubtful()).isFalse();
  }

  @Test
  void fewContendersAreListedHoweverOftenThatWasLost() {
    lose(10);
    assertThat(length.isTooLong(children(100), JUTE_MAXBUFFER)).isFalse();
    assertThat(length.refusal()).isNull();
  }

  @Test
  void tooManyAreListedSeldom() {
    lose(3);
    assertThat(length.isTooLong(children(CONTENDERS), JUTE_MAXBUFFER)).isTrue();
    assertThat(length.isTooLong(children(CONTENDERS), JUTE_MAXBUFFER)).isTrue();
    assertThat(length.refusal()).isNotNull();

    now.addAndGet(TimeUnit.MINUTES.toNanos(5));
    assertThat(length.isTooLong(children(CONTENDERS), JUTE_MAXBUFFER)).as("dared").isFalse();
    lose(1);
    assertThat(length.isTooLong(children(CONTENDERS), JUTE_MAXBUFFER)).isTrue();
  }

  /** The application may drop a lock after each attempt, and each attempt loses one list. */
  @Test
  void aLockThatIsOpenedAgainRemembersTheListsThatWereLost() {
    lose(2);
    lengths.of("/locks/orders").onList(ReplyCode.CONNECTIONLOSS);

    assertThat(lengths.of("/locks/orders").isDoubtful()).isTrue();
    assertThat(lengths.of("/locks/invoices").isDoubtful()).isFalse();
  }

  @Test
  void whatWasReadIsForgotten() {
    lose(3);
    length.onList(ReplyCode.OK);

    assertThat(lengths.of("/locks/orders")).isNotSameAs(length);
  }

  @Test
  void noMoreThanAThousandAreRemembered() {
    lose(3);
    for (int i = 0; i < 1_000; i++) {
      assertThat(lengths.of("/locks/orders")).isSameAs(length);
      lengths.of("/locks/" + i).onList(ReplyCode.CONNECTIONLOSS);
    }

    assertThat(lengths.of("/locks/orders")).isNotSameAs(length);
    assertThat(lengths.of("/locks/999")).isSameAs(lengths.of("/locks/999"));
  }

  @Test
  void whoeverAsksIsToldSoAndTheConnectionIsLeftAlone() throws Exception {
    List<String> crowd = crowd();
    CuratorFramework client =
        zk.clients().startedWithJuteMaxBuffer(zk.server().connectString(), JUTE_MAXBUFFER);
    LockHost host = zk.closing(LockHost.over(client));
    AtomicInteger losses = new AtomicInteger();
    client
        .getConnectionStateListenable()
        .addListener(
            (same, state) -> {
              if (state == ConnectionState.SUSPENDED) {
                losses.incrementAndGet();
              }
            });
    DistributedLock lock = host.lock("orders");

    try (CapturedLog log = CapturedLog.start()) {
      assertTooLong(lock::acquire);
      assertThat(losses).as("lists that were tried").hasValue(3);
      RequestCounts before = zk.server().requests();

      assertTooLong(() -> lock.tryAcquire(Duration.ofMinutes(1)));
      assertTooLong(lock::tryAcquire);
      assertTooLong(lock::contenders);

      assertThat(zk.server().requests().since(before).of(OpCode.getChildren2)).isZero();
      assertThat(losses).hasValue(3);
      assertThat(log.lines("/locks/orders cannot be acquired")).hasSize(1);
    }
    zk.awaitEphemerals(0);

    delete(crowd);
    Lease lease = lock.tryAcquire(Duration.ofSeconds(30)).orElseThrow();
    lease.close();
  }

  private static void assertTooLong(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("jute.maxbuffer")
        .hasMessageContaining("/locks/orders");
  }

  private static List<String> crowd() throws Exception {
    CuratorFramework admin = zk.client();
    admin.createContainers("/locks/orders");
    CountDownLatch done = new CountDownLatch(CONTENDERS);
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < CONTENDERS; i++) {
      String path = "/locks/orders/_c_%s-lock-%010d".formatted(UUID.randomUUID(), i);
      paths.add(path);
      admin.create().inBackground((same, event) -> done.countDown()).forPath(path);
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    return paths;
  }

  private static void delete(List<String> paths) throws Exception {
    CuratorFramework admin = zk.client();
    CountDownLatch done = new CountDownLatch(paths.size());
    for (String path : paths) {
      admin.delete().inBackground((same, event) -> done.countDown()).forPath(path);
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
  }
}
