package io.coord.curator.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.curator.internal.engine.queue.ContenderOrder;
import io.coord.curator.testing.CapturedLog;
import io.coord.curator.testing.ZkTest;
import io.coord.election.Candidacy;
import io.coord.election.CandidacyState;
import io.coord.election.CandidateOptions;
import io.coord.election.Leader;
import io.coord.election.LeaderTask;
import io.coord.election.Term;
import io.coord.lock.LeaseState;
import io.coord.test.internal.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A task that ignores its interrupt: nobody leads beside it, and the log says who it is. */
@Timeout(180)
class StubbornTaskTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(500);

  private static final CandidateOptions AT_ONCE = Office.HASTY.withStopTimeout(Duration.ZERO);

  private final CountDownLatch mayReturn = new CountDownLatch(1);
  private final LinkedBlockingQueue<Term> terms = new LinkedBlockingQueue<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private volatile long returnedAt;

  private final LeaderTask stubborn =
      term -> {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        terms.add(term);
        while (true) {
          try {
            mayReturn.await();
            break;
          } catch (InterruptedException e) {
            // That is what the test is about.
          }
        }
        running.decrementAndGet();
        returnedAt = System.nanoTime();
      };

  @AfterEach
  void letGo() {
    mayReturn.countDown();
  }

  @Test
  void theLogNamesItEveryTenSecondsAndTheLeaseIsKept() throws Exception {
    try (CapturedLog log = CapturedLog.start()) {
      Coordination process = zk.coordination();
      Office second = new Office();
      Candidacy candidacy =
          process.election(Office.ELECTION).stand(Office.candidate("a"), AT_ONCE, stubborn);
      Term term = terms.take();
      second.stand(zk.coordination(), "b");
      zk.awaitEphemerals(2);

      candidacy.close();
      Time.pass(Duration.ofSeconds(21));

      assertThat(log.lines("has ignored its interrupt"))
          .hasSize(2)
          .allSatisfy(
              line ->
                  assertThat(line).contains(Office.ELECTION, "lease is kept", "StubbornTaskTest"));
      assertThat(term.lease().state()).isEqualTo(LeaseState.HELD);
      assertThat(second.isIdle()).isTrue();
      mayReturn.countDown();
      second.awaitTerm();
      long handOver = System.nanoTime() - returnedAt;
      System.out.println("from return to the next lead: " + handOver / 1_000 + " us");
      Office.awaitState(candidacy, CandidacyState.CLOSED);
    }
  }

  @Test
  void afterALossTwoTasksOfOneProcessDoNotOverlap() throws Exception {
    Coordination process = zk.coordination();
    Candidacy candidacy =
        process.election(Office.ELECTION).stand(Office.candidate("a"), AT_ONCE, stubborn);
    Term term = terms.take();
    zk.client().delete().forPath(zk.server().ephemerals().get(0));
    Office.awaitState(candidacy, CandidacyState.STOPPING);
    assertThat(term.lease().state()).isEqualTo(LeaseState.LOST);

    assertThat(terms.poll(1, TimeUnit.SECONDS)).as("a second term").isNull();
    assertThat(zk.server().ephemerals()).as("it does not even stand").isEmpty();
    mayReturn.countDown();

    assertThat(terms.poll(30, TimeUnit.SECONDS)).isNotNull();
    assertThat(most).hasValue(1);
  }

  /** So who keeps the thread of a term that is over cannot interrupt the next one by it. */
  @Test
  void eachTermHasAThreadOfItsOwn() throws Exception {
    LinkedBlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    Candidacy candidacy =
        zk.coordination()
            .election(Office.ELECTION)
            .stand(
                Office.candidate("a"), Office.HASTY, term -> threads.add(Thread.currentThread()));

    Thread first = threads.poll(30, TimeUnit.SECONDS);
    Thread second = threads.poll(30, TimeUnit.SECONDS);

    assertThat(first).isNotNull().isNotSameAs(second);
    assertThat(first.isDaemon()).isTrue();
    Awaitility.await().until(() -> !first.isAlive());
    candidacy.close();
  }

  @Test
  void othersLeadMeanwhileAfterALoss() throws Exception {
    Coordination process = zk.coordination();
    process.election(Office.ELECTION).stand(Office.candidate("a"), AT_ONCE, stubborn);
    Term term = terms.take();
    Office second = new Office();
    second.stand(zk.coordination(), "b");
    zk.awaitEphemerals(2);

    zk.server().expire(sessionOfLeader());

    assertThat(second.awaitTerm().epoch()).isGreaterThan(term.epoch());
    // The session was ended from outside, so the process learns of it a moment later.
    Awaitility.await().until(() -> !term.isLeading());
  }

  private static long sessionOfLeader() {
    String first = ContenderOrder.sorted(zk.server().ephemerals()).get(0);
    return zk.server().stat(first).getEphemeralOwner();
  }

  @Test
  void manyCandidaciesAreClosedAtOnceAndTheSessionStays() throws Exception {
    Coordination process = zk.coordination();
    List<Term> begun = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      process.election("orders " + i).stand(Office.candidate("a"), AT_ONCE, stubborn);
      begun.add(terms.take());
    }
    long before = System.nanoTime();

    process.close();

    assertThat(System.nanoTime() - before).isLessThan(Duration.ofSeconds(4).toNanos());
    Coordination observer = zk.coordination();
    assertThat(observer.election("orders 0").leader()).map(Leader::epoch).isNotEmpty();
    Time.pass(Duration.ofSeconds(12)); // longer than the session timeout
    assertThat(zk.server().ephemerals()).hasSize(5);
    assertThat(begun).as("still proven").allMatch(term -> term.lease().isHeld());
    assertThat(begun).noneMatch(Term::isLeading);
    mayReturn.countDown();
    Awaitility.await().untilAsserted(() -> assertThat(zk.server().ephemerals()).isEmpty());
  }
}
