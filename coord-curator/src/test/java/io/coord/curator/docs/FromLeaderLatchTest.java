package io.coord.curator.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coord.Coordination;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.election.Candidacy;
import io.coord.election.CandidacyState;
import io.coord.election.LeaderElection;
import io.coord.election.LeaderView;
import io.coord.registry.ServiceInstance;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderSelector;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of docs/from-leader-latch.md, and what it says about Curator's recipes. */
@Timeout(120)
class FromLeaderLatchTest {

  private static final String PATH = "/app/elections/orders";

  @RegisterExtension static final ZkTest zk = new ZkTest(1000);

  private final ServiceInstance self =
      ServiceInstance.builder("orders").id("hadoop102").address("10.0.0.102").port(8080).build();

  private CuratorFramework client;
  private Coordination coordination;

  @BeforeEach
  void connect() {
    client = zk.client();
    coordination = zk.closing(connect(zk.client()));
  }

  static Coordination connect(CuratorFramework client) { // your own client, already started
    return CuratorCoordination.builder(client)
        .electionRoot("/app/elections") // the path of the latch, without its last segment
        .connect();
  }

  static void before(CuratorFramework client, Runnable step) throws Exception {
    try (LeaderLatch latch = new LeaderLatch(client, "/app/elections/orders", "hadoop102")) {
      latch.start();
      while (true) {
        latch.await();
        while (latch.hasLeadership()) {
          step.run();
        }
      }
    }
  }

  static LeaderSelector selecting(CuratorFramework client, Runnable step) {
    LeaderSelector selector =
        new LeaderSelector(
            client,
            "/app/elections/orders",
            new LeaderSelectorListenerAdapter() {
              @Override
              public void takeLeadership(CuratorFramework leading) {
                while (!Thread.currentThread().isInterrupted()) {
                  step.run();
                }
              }
            });
    selector.setId("hadoop102");
    selector.autoRequeue();
    selector.start();
    return selector;
  }

  static Candidacy after(LeaderElection election, ServiceInstance self, LongConsumer step) {
    return election.stand(
        self,
        term -> {
          while (!term.awaitStop(Duration.ofSeconds(1))) { // true: return now
            if (term.isLeading()) { // false while the connection is lost
              step.accept(term.epoch());
            }
          }
        });
  }

  static LeaderView follow(LeaderElection election, Consumer<ServiceInstance> connectTo) {
    return election.watch(
        seen -> seen.leader().ifPresent(leader -> connectTo.accept(leader.instance())));
  }

  @Test
  void bothLeadAndFollowersSeeWhere() throws Exception {
    Semaphore steps = new Semaphore(0);
    Thread old = new Thread(() -> runQuietly(() -> before(client, () -> stepOnce(steps))));
    old.start();
    old.join();
    assertThat(steps.tryAcquire()).isTrue();

    AtomicLong epoch = new AtomicLong();
    List<ServiceInstance> seen = new CopyOnWriteArrayList<>();
    LeaderElection election = coordination.election("orders");
    try (LeaderView view = follow(election, seen::add)) {
      Candidacy candidacy = after(election, self, epoch::set);

      await().untilAtomic(epoch, is -> assertThat(is).isPositive());
      await().untilAsserted(() -> assertThat(seen).containsExactly(self));
      assertThat(view.snapshot().leader()).get().extracting("epoch").isEqualTo(epoch.get());
      candidacy.close();
    }
  }

  private static void stepOnce(Semaphore steps) {
    steps.release();
    throw new CancellationException();
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void runQuietly(Action action) {
    try {
      action.run();
    } catch (Exception e) {
      assertThat(e).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void aLatchWhoseNodeIsDeletedBelievesThatItLeads() throws Exception {
    LeaderLatch first = started(new LeaderLatch(client, PATH, "first"));
    assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
    LeaderLatch second = started(new LeaderLatch(zk.client(), PATH, "second"));

    client.delete().forPath(first.getOurPath());

    assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(first.hasLeadership()).as("the first one still leads").isTrue();
  }

  @Test
  void aSelectorGivesUpAtAShortDisconnectionAndACandidacyDoesNot() throws Exception {
    CountDownLatch selected = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    LeaderSelector selector = selector(selected, interrupted);
    AtomicInteger terms = new AtomicInteger();
    Candidacy candidacy =
        coordination
            .election("orders")
            .stand(
                self,
                term -> {
                  terms.incrementAndGet();
                  while (!term.awaitStop(Duration.ofMinutes(1))) {}
                });
    selector.start();
    assertThat(selected.await(30, TimeUnit.SECONDS)).isTrue();
    await().until(() -> candidacy.state() == CandidacyState.LEADING);

    zk.server().dropConnections();

    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    await().until(() -> candidacy.term().orElseThrow().isLeading());
    assertThat(terms).as("the same term").hasValue(1);
  }

  @Test
  void aSelectorAndACandidacyExcludeEachOther() throws Exception {
    AtomicInteger oldSteps = new AtomicInteger();
    LeaderSelector selector = zk.closing(selecting(client, oldSteps::incrementAndGet));
    await().untilAtomic(oldSteps, is -> assertThat(is).isPositive());
    Semaphore steps = new Semaphore(0);
    after(coordination.election("orders"), self, epoch -> steps.release());
    zk.awaitEphemerals(2);

    assertThat(steps.tryAcquire(300, TimeUnit.MILLISECONDS)).as("two leaders").isFalse();
    selector.interruptLeadership();

    assertThat(steps.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    int stopped = oldSteps.get();
    assertThat(steps.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    assertThat(oldSteps).as("two leaders").hasValue(stopped);
  }

  /** A latch does not recognise other nodes, and sorts them by their whole name. */
  @Test
  void aLatchLeadsBesideACandidacy() throws Exception {
    Semaphore steps = new Semaphore(0);
    after(coordination.election("orders"), self, epoch -> steps.release());
    assertThat(steps.tryAcquire(30, TimeUnit.SECONDS)).isTrue();

    LeaderLatch latch = started(new LeaderLatch(client, PATH, "latch"));

    assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    steps.drainPermits();
    assertThat(steps.tryAcquire(30, TimeUnit.SECONDS)).as("both lead").isTrue();
  }

  static Candidacy during(
      LeaderElection election, ServiceInstance self, CuratorFramework client, LongConsumer step) {
    return election.stand(
        self,
        term -> {
          try (LeaderLatch latch = new LeaderLatch(client, "/app/latch/orders", "hadoop102")) {
            latch.start();
            while (!term.awaitStop(Duration.ofSeconds(1))) {
              if (latch.hasLeadership() && term.isLeading()) {
                step.accept(term.epoch());
              }
            }
          }
        });
  }

  @Test
  void theBridgeKeepsOutBothTheOldAndTheNew() throws Exception {
    LeaderLatch old = started(new LeaderLatch(client, "/app/latch/orders", "old"));
    assertThat(old.await(30, TimeUnit.SECONDS)).isTrue();
    Semaphore bridge = new Semaphore(0);
    LeaderElection election = coordination.election("orders");
    Candidacy candidacy = during(election, self, zk.client(), epoch -> bridge.release());
    await().until(() -> candidacy.state() == CandidacyState.LEADING);
    Semaphore fresh = new Semaphore(0);
    Coordination other = zk.closing(connect(zk.client()));
    after(other.election("orders"), self, epoch -> fresh.release());

    assertThat(bridge.tryAcquire(1500, TimeUnit.MILLISECONDS)).as("beside the old").isFalse();
    old.close();
    assertThat(bridge.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    assertThat(fresh.availablePermits()).as("beside the bridge").isZero();
    candidacy.close();

    assertThat(fresh.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
  }

  private static LeaderLatch started(LeaderLatch latch) throws Exception {
    latch.start();
    Closeable closing = () -> closeOnce(latch);
    zk.closing(closing);
    return latch;
  }

  private static void closeOnce(LeaderLatch latch) {
    if (latch.getState() == LeaderLatch.State.STARTED) { // it throws if it is closed twice
      runQuietly(latch::close);
    }
  }

  private LeaderSelector selector(CountDownLatch selected, CountDownLatch interrupted) {
    return zk.closing(
        new LeaderSelector(
            client,
            "/app/selector",
            new LeaderSelectorListenerAdapter() {
              @Override
              public void takeLeadership(CuratorFramework leading) throws Exception {
                selected.countDown();
                try {
                  new CountDownLatch(1).await();
                } finally {
                  interrupted.countDown();
                }
              }
            }));
  }
}
