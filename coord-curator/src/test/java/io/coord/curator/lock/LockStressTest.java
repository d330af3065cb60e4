package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.LeaseNotHeldException;
import io.coord.UnavailableException;
import io.coord.curator.internal.support.ThreadPools;
import io.coord.curator.internal.zookeeper.client.OwnedClient;
import io.coord.curator.internal.zookeeper.session.ReplyThreads;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import io.coord.test.internal.Sessions;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * 32 threads in each of three processes want one lock, in every way there is, while things go
 * wrong. Ten seconds each by default; {@code -Dcoord.stress.seconds=60}. The session timeout is 1.6
 * s.
 */
class LockStressTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(80);

  private static final int THREADS = 32;
  private static final long SECONDS = Long.getLong("coord.stress.seconds", 10);
  private static final long FEWEST_GRANTS = 50 * SECONDS;

  private final Set<Lease> inside = ConcurrentHashMap.newKeySet();
  private final Set<Long> tokens = ConcurrentHashMap.newKeySet();
  private final AtomicLong greatest = new AtomicLong();
  private final AtomicLong grants = new AtomicLong();
  private final Queue<Throwable> violations = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  private final List<TcpProxy> proxies = new ArrayList<>();
  private final List<LockHost> hosts = new ArrayList<>();
  private final ThreadPools clientThreads = new ThreadPools(ReplyThreads::include);
  private boolean exclusionIsBroken;

  @Test
  void neverTwoHoldersThoughConnectionsBreakAndSessionsExpire() throws Exception {
    run(
        random -> {
          TcpProxy proxy = proxies.get(random.nextInt(proxies.size()));
          if (random.nextBoolean()) {
            proxy.freeze();
          } else {
            proxy.cut();
          }
          Time.passMillis(random.nextInt(random.nextBoolean() ? 300 : 3_000));
          proxy.restore();
        });
  }

  /** Whoever deletes a holder's node, or ends its session by force, makes two holders. */
  @Test
  void tokensRiseAndNobodyIsStuckThoughNodesAreDeletedAndSessionsEnded() throws Exception {
    exclusionIsBroken = true;
    CuratorFramework admin = zk.client();
    run(
        random -> {
          LockHost host = hosts.get(random.nextInt(hosts.size()));
          long session = host.session();
          if (random.nextBoolean() && session != 0) {
            Sessions.expire(session, Sessions.password(session), zk.server().connectString());
          } else {
            deleteANode(admin);
          }
        });
  }

  /** On a machine that is busy otherwise it takes longer to see enough. */
  private boolean goesOn(Duration time) {
    return violations.isEmpty()
        && (time.toSeconds() < SECONDS
            || (grants.get() <= FEWEST_GRANTS && time.toSeconds() < 10 * SECONDS));
  }

  @FunctionalInterface
  private interface Fault {
    void happen(Random random) throws Exception;
  }

  private void run(Fault fault) throws Exception {
    long seed = Long.getLong("coord.seed", System.nanoTime());
    System.out.println("LockStressTest: -Dcoord.seed=" + seed);
    List<Thread> threads = new ArrayList<>();
    zk.closing(clientThreads); // after the clients
    for (int i = 0; i < 3; i++) {
      TcpProxy proxy = zk.proxy();
      proxies.add(proxy);
      Duration sessionTimeout = Duration.ofMillis(zk.sessionTimeoutMillis());
      CuratorFramework client =
          zk.closing(
              OwnedClient.create(
                  proxy.connectString(), sessionTimeout, Duration.ofSeconds(5), clientThreads));
      client.start();
      LockHost host = zk.closing(LockHost.over(client));
      hosts.add(host);
      LockOptions options = LockOptions.defaults().withLocalHandoffs(i == 0 ? 1 : 16);
      DistributedLock lock =
          host.lock("orders", i == 2 ? options.withLinger(Duration.ofMillis(5)) : options);
      for (int j = 0; j < THREADS; j++) {
        Random random = new Random(seed + 100L * i + j);
        threads.add(new Thread(() -> contend(lock, random), "stress-" + i + "-" + j));
      }
    }
    threads.forEach(Thread::start);
    Random random = new Random(seed);
    long start = System.nanoTime();
    while (goesOn(Duration.ofNanos(System.nanoTime() - start))) {
      Time.passMillis(random.nextInt(300));
      if (random.nextInt(4) == 0) {
        fault.happen(random);
      } else {
        threads.get(random.nextInt(threads.size())).interrupt();
      }
    }
    stopped = true;
    for (Thread thread : threads) {
      thread.join(60_000);
      if (thread.isAlive()) {
        dump();
      }
      assertThat(thread.isAlive())
          .as("%s is stuck: %s", thread.getName(), List.of(thread.getStackTrace()))
          .isFalse();
    }
    System.out.printf("LockStressTest: %d grants%n", grants.get());
    assertThat(violations).isEmpty();
    assertThat(grants.get()).isGreaterThan(FEWEST_GRANTS);
    hosts.forEach(LockHost::close); // and ZkTest finds what is left behind
  }

  /** For whoever has to find out why a thread is stuck. */
  private void dump() {
    System.out.println("ephemerals " + zk.server().ephemerals());
    for (LockHost host : hosts) {
      System.out.printf(
          "%s: %s session 0x%x connected %s%n",
          host.lock("orders"),
          host.connection.state(),
          host.session(),
          host.client.getZookeeperClient().isConnected());
    }
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              if (thread.getName().startsWith("coord-")) {
                System.out.println(thread.getName() + " " + List.of(stack));
              }
            });
  }

  private static void deleteANode(CuratorFramework admin) throws Exception {
    for (String node : zk.server().ephemerals()) {
      try {
        admin.delete().quietly().forPath(node);
      } catch (KeeperException.ConnectionLossException
          | KeeperException.SessionExpiredException e) {
        // Its own session, too, is that short.
      }
      return;
    }
  }

  private void contend(DistributedLock lock, Random random) {
    while (!stopped) {
      try {
        Optional<Lease> lease = ask(lock, random);
        if (lease.isPresent()) {
          hold(lock, lease.get(), random);
        }
      } catch (InterruptedException
          | UnavailableException
          | CancellationException
          | TimeoutException e) {
        // as it may be
      } catch (RuntimeException | Error | ExecutionException e) {
        violations.add(e);
        return;
      }
    }
  }

  private static Optional<Lease> ask(DistributedLock lock, Random random)
      throws InterruptedException, ExecutionException, TimeoutException {
    switch (random.nextInt(10)) {
      case 0:
        return lock.tryAcquire();
      case 1, 2:
        return lock.tryAcquire(Duration.ofNanos(random.nextInt(50_000_000)));
      case 3:
        CompletableFuture<Lease> cancelled = lock.acquireAsync();
        LockSupport.parkNanos(random.nextInt(10_000_000));
        return cancelled.cancel(false) ? Optional.empty() : Optional.of(cancelled.join());
      case 4:
        CompletableFuture<Lease> future = lock.acquireAsync();
        try {
          return Optional.of(future.get());
        } catch (InterruptedException e) {
          if (!future.cancel(false)) {
            future.join().close();
          }
          throw e;
        }
      default:
        return Optional.of(lock.acquire());
    }
  }

  private void hold(DistributedLock lock, Lease lease, Random random) throws InterruptedException {
    try {
      grants.incrementAndGet();
      boolean before = lease.isHeld();
      for (Lease other : inside) {
        if (!exclusionIsBroken && other.isHeld() && before && lease.isHeld()) {
          violations.add(new AssertionError(other + " and " + lease + " are held"));
        }
      }
      inside.add(lease);
      if (!tokens.add(lease.fencingToken())) {
        violations.add(new AssertionError("token of two grants: " + lease));
      }
      long seen = greatest.getAndAccumulate(lease.fencingToken(), Math::max);
      if (!exclusionIsBroken && seen > lease.fencingToken() && lease.isHeld()) {
        violations.add(new AssertionError("held with an older token: " + lease + ", " + seen));
      }
      if (random.nextInt(8) == 0) {
        reenter(lock, lease);
      }
      if (random.nextInt(4) == 0) {
        Time.pass(Duration.ofNanos(1_000L * random.nextInt(3_000)));
      }
    } finally {
      inside.remove(lease);
      lease.close();
    }
  }

  /** Only a thread's own lease is entered again; one of a future queues behind itself. */
  private void reenter(DistributedLock lock, Lease lease) throws InterruptedException {
    try (Lease again = lock.tryAcquire().orElse(null)) {
      boolean differs = again != null && again.fencingToken() != lease.fencingToken();
      if (differs && !exclusionIsBroken && again.isHeld() && lease.isHeld()) {
        violations.add(new AssertionError(again + " beside " + lease));
      }
    } catch (LeaseNotHeldException e) {
      // lost or not provable at that moment
    }
  }
}
