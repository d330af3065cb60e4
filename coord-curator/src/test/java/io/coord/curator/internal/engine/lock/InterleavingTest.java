package io.coord.curator.internal.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.session.SessionProof.Verdict;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import io.coord.lock.LossCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Several processes and the queue between them, simulated in one thread: all that happens is drawn
 * from a seed, and so is the order in which what was sent arrives. 1,000 seeds by default; {@code
 * -Dcoord.seeds=100000} for more, {@code -Dcoord.seed=17} for one of them.
 */
class InterleavingTest {

  private static final int STEPS = 300;

  @Test
  void whateverTheOrderOfEventsThereIsOneHolderAndNobodyIsForgotten() {
    long only = Long.getLong("coord.seed", -1);
    if (only >= 0) {
      new Simulation(only).run();
      return;
    }
    for (long seed = 0; seed < Long.getLong("coord.seeds", 1_000); seed++) {
      try {
        new Simulation(seed).run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("run again with -Dcoord.seed=" + seed, e);
      }
    }
  }

  private static final class Simulation {
    private final Random random;
    private final LockOptions options;
    private final LockOptions others; // of some who ask
    private final List<Process> processes = new ArrayList<>();
    private final List<Node> remote = new ArrayList<>();
    private final List<Runnable> pending = new ArrayList<>();
    private long zxid = 1;
    private long clock;
    private long lastToken;

    Simulation(long seed) {
      random = new Random(seed);
      LockOptions handoffs =
          LockOptions.defaults().withLocalHandoffs(List.of(1, 2, 16).get(random.nextInt(3)));
      options = random.nextBoolean() ? handoffs : handoffs.withLinger(Duration.ofMillis(200));
      others = options.withLinger(Duration.ofMillis(100));
      for (int i = 0; i < 1 + random.nextInt(3); i++) {
        processes.add(new Process());
      }
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        Process process = processes.get(random.nextInt(processes.size()));
        switch (random.nextInt(14)) {
          case 0, 1, 2 -> process.ask();
          case 3 -> process.giveUp();
          case 4, 5, 6 -> process.release();
          case 7 -> process.maybeLoseSession();
          case 8 -> process.disconnectOrReconnect();
          case 9 -> process.renewTokens();
          case 10 -> process.sweep();
          default -> deliver();
        }
        check();
      }
      processes.forEach(Process::reconnect);
      for (int i = 0; i < 10_000 && !quiet(); i++) {
        if (pending.isEmpty() || random.nextInt(4) == 0) {
          processes.forEach(Process::release);
        } else {
          deliver();
        }
        check();
      }
      for (Process process : processes) {
        assertThat(process.waiting).as("waiters left").isEmpty();
        assertThat(process.granted).as("leases left").isEmpty();
      }
      assertThat(remote).as("nodes left").isEmpty();
    }

    private boolean quiet() {
      return pending.isEmpty()
          && remote.isEmpty()
          && processes.stream().allMatch(p -> p.waiting.isEmpty() && p.granted.isEmpty());
    }

    private void deliver() {
      clock += random.nextInt(20) + random.nextInt(2) * 50_000_000L;
      if (!pending.isEmpty()) {
        pending.remove(random.nextInt(pending.size())).run();
      }
    }

    private void check() {
      processes.forEach(Process::collect);
      long holders =
          processes.stream().flatMap(p -> p.granted.stream()).filter(Lease::isHeld).count();
      assertThat(holders).as("holders").isLessThanOrEqualTo(1);
      for (Node node : List.copyOf(remote)) {
        if (node.queued && node.attempt.isCancelled() && !node.leaving) {
          node.leaving = true;
          pending.add(node::withdraw);
        }
      }
      Thread.interrupted(); // of attempts, whose worker is this thread
    }

    private void add(Node node) {
      remote.add(node);
      Node head = remote.get(0);
      if (head != node && head.watchingOthers) {
        head.watchingOthers = false;
        pending.add(head::watchOthers);
      }
    }

    private void remove(Node node) {
      int at = remote.indexOf(node);
      if (at >= 0) {
        remote.remove(at);
        if (at < remote.size() && remote.get(at).queued) {
          pending.add(remote.get(at)::look);
        }
      }
    }

    private final class Process extends NoOpBackend {
      ProcessLock lock = new ProcessLock("orders", options, this);
      final Map<CompletableFuture<Lease>, Waiter> waiting = new LinkedHashMap<>();
      final List<Lease> granted = new ArrayList<>();
      Node tenured;
      long period = 1;

      void ask() {
        if (random.nextInt(4) == 0) {
          askOnce();
          return;
        }
        CompletableFuture<Lease> future = new CompletableFuture<>();
        Waiter waiter = Waiter.async(future, Runnable::run);
        try {
          assertThat(lock.enqueue(waiter, List.of(options, others).get(random.nextInt(2))))
              .isTrue();
          waiting.put(future, waiter);
        } catch (IllegalStateException e) {
          assertThat(e).hasMessageContaining("in use");
          assertThat(waiting.isEmpty() && granted.isEmpty()).as("idle").isFalse();
        }
      }

      void sweep() {
        if (lock.retireIfIdle()) {
          assertThat(waiting).isEmpty();
          lock = new ProcessLock("orders", options, this);
        }
      }

      /** On a thread of its own, so that it does not re-enter. */
      private void askOnce() {
        Waiter[] waiter = new Waiter[1];
        Thread thread =
            new Thread(
                () -> {
                  waiter[0] = Waiter.oneTry();
                  lock.enqueue(waiter[0], null);
                });
        thread.start();
        while (thread.isAlive()) {
          try {
            thread.join();
          } catch (InterruptedException e) {
            // of an attempt
          }
        }
        waiting.put(new CompletableFuture<>(), waiter[0]);
      }

      void giveUp() {
        if (!waiting.isEmpty()) {
          var first = waiting.entrySet().stream().skip(random.nextInt(waiting.size())).findFirst();
          if (lock.withdraw(first.orElseThrow().getValue())) {
            waiting.remove(first.orElseThrow().getKey());
          }
        }
      }

      void release() {
        if (!granted.isEmpty()) {
          granted.remove(random.nextInt(granted.size())).close();
        }
      }

      void maybeLoseSession() {
        Node node = tenured;
        if (node != null && remote.contains(node)) {
          node.suspect = true;
          node.tenure.tell();
          if (random.nextBoolean()) {
            pending.add(
                () -> {
                  remove(node);
                  pending.add(() -> lock.onLost(node.tenure, LossCause.SESSION_EXPIRED));
                });
          } else {
            pending.add(() -> node.tenure.verify());
          }
        }
      }

      void disconnectOrReconnect() {
        if (random.nextInt(4) == 0) {
          period = 0;
          lock.disconnected();
        } else {
          reconnect();
        }
      }

      void reconnect() {
        period = zxid;
        pending.add(lock::retry);
      }

      /** Sooner than a lock would do it. */
      void renewTokens() {
        if (tenured != null) {
          tenured.tenure.renewTokens();
        }
      }

      /** In order of arrival, and with rising tokens. */
      void collect() {
        boolean skipped = false;
        for (var entry : List.copyOf(waiting.entrySet())) {
          Waiter.Outcome outcome = entry.getValue().outcome();
          if (outcome == null) {
            skipped = true;
          } else {
            waiting.remove(entry.getKey());
            if (outcome instanceof Waiter.Outcome.Granted grant) {
              assertThat(skipped).as("granted before an earlier waiter").isFalse();
              assertThat(grant.lease().fencingToken()).isGreaterThan(lastToken);
              lastToken = grant.lease().fencingToken();
              granted.add(grant.lease());
              Node node = ((SimulatedTenure) grant.lease().hold().tenure()).node;
              node.grants++;
              if (node.contended) {
                assertThat(node.grants).isLessThanOrEqualTo(options.localHandoffs());
              }
            }
          }
        }
      }

      @Override
      public void start(ProcessLock started, Attempt attempt) {
        pending.add(
            () -> {
              if (!attempt.startWork() || random.nextInt(10) == 0) {
                attempt.stopWork();
                lock.failed(attempt, null);
              } else {
                Node node = new Node(this, attempt, zxid++);
                add(node);
                node.look();
              }
            });
      }

      @Override
      public Future<?> later(Runnable task, Duration delay) {
        pending.add(task);
        return new CompletableFuture<>();
      }

      @Override
      public Duration backoff(int failures) {
        return Duration.ZERO;
      }

      @Override
      public long nanoTime() {
        return clock;
      }

      @Override
      public long connectionEpoch() {
        return period;
      }

      @Override
      public void look(ProcessLock looking, Attempt attempt) {
        long asked = period;
        pending.add(
            () -> {
              Node own =
                  remote.stream().filter(node -> node.attempt == attempt).findFirst().orElse(null);
              if (asked == 0 || random.nextInt(10) == 0) {
                lock.onLookFailed(attempt);
              } else {
                lock.onLook(attempt, asked, own != null && remote.get(0) != own);
              }
            });
      }
    }

    private final class Node {
      final Process process;
      final Attempt attempt;
      final long czxid;
      boolean queued = true;
      boolean leaving;
      boolean suspect;
      boolean contended;
      boolean watchingOthers;
      int grants;
      SimulatedTenure tenure;

      Node(Process process, Attempt attempt, long czxid) {
        this.process = process;
        this.attempt = attempt;
        this.czxid = czxid;
      }

      void look() {
        if (!queued || !remote.contains(this)) {
          return;
        }
        if (remote.get(0) == this) {
          queued = false;
          contended = remote.size() > 1;
          attempt.stopWork();
          tenure = new SimulatedTenure(this);
          process.tenured = this;
          process.lock.begun(attempt, tenure);
        } else if (!process.lock.shouldWait(attempt, 0)) {
          withdraw();
        }
      }

      void withdraw() {
        if (queued) {
          queued = false;
          remove(this);
          attempt.stopWork();
          process.lock.failed(attempt, null);
        }
      }

      void watchOthers() {
        tenure.watchOthers();
      }
    }

    private final class SimulatedTenure implements Tenure {
      final Node node;

      SimulatedTenure(Node node) {
        this.node = node;
      }

      void tell() {
        node.process.lock.onProofChanged(this);
      }

      @Override
      public String path() {
        return "/locks/orders/" + node.czxid;
      }

      @Override
      public long czxid() {
        return node.czxid;
      }

      @Override
      public boolean beganContended() {
        return node.contended;
      }

      @Override
      public boolean isProven() {
        return !node.suspect && remote.contains(node);
      }

      @Override
      public boolean isProven(long now) {
        return isProven();
      }

      @Override
      public void watchOthers() {
        pending.add(
            () -> {
              boolean others = remote.size() > 1;
              node.watchingOthers = !others;
              pending.add(() -> node.process.lock.onOthers(this, others));
            });
      }

      @Override
      public void renewTokens() {
        pending.add(
            () -> {
              long mzxid = zxid++;
              pending.add(
                  () -> {
                    boolean alone = remote.size() == 1 && remote.contains(node);
                    OptionalLong renewed = alone ? OptionalLong.of(mzxid) : OptionalLong.empty();
                    pending.add(() -> node.process.lock.onTokens(this, renewed));
                  });
            });
      }

      @Override
      public void watchOwnNode() {}

      @Override
      public CompletableFuture<ReplyCode> write(byte[] data) {
        throw new UnsupportedOperationException();
      }

      @Override
      public CompletableFuture<Verdict> verify() {
        CompletableFuture<Verdict> answer = new CompletableFuture<>();
        pending.add(
            () -> {
              if (remote.contains(node)) {
                node.suspect = false;
                tell();
                answer.complete(Verdict.PRESENT);
              } else {
                node.process.lock.onLost(this, LossCause.SESSION_EXPIRED);
                answer.complete(Verdict.EXPIRED);
              }
            });
        return answer;
      }

      @Override
      public String absolutePath() {
        throw new UnsupportedOperationException();
      }

      @Override
      public CompletableFuture<?> end() {
        node.suspect = true;
        pending.add(() -> remove(node));
        return new CompletableFuture<>();
      }

      @Override
      public void awaitEnd(CompletableFuture<?> end) {}
    }
  }
}
