package io.coord.curator.registry;

import static io.coord.curator.testing.Views.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.coord.Coordination;
import io.coord.IndeterminateException;
import io.coord.ReplacedException;
import io.coord.UnavailableException;
import io.coord.curator.CuratorCoordination;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.test.internal.ReplyFault;
import io.coord.test.internal.RequestCounts;
import io.coord.test.internal.TcpProxy;
import io.coord.test.internal.Time;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.Stat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Of live registrations with one id exactly the newest is registered in the end, every older one is
 * replaced, and nobody writes the node in turns: whatever they update meanwhile, and whichever
 * answers are lost.
 */
@Timeout(180)
class NewestRegistrationTest {

  private static final String PATH = "/services/servers/a";
  private static final int ROUNDS = Integer.getInteger("coord.repeat", 4);
  private static final int TAKEOVERS = 4;
  private static final int[] WRITES = {OpCode.setData, OpCode.multi, OpCode.create2};

  @RegisterExtension static final ZkTest zk = new ZkTest(2500);

  @ParameterizedTest(name = "one session: {0}, answers lost: {1}")
  @CsvSource({"true, false", "false, false", "true, true", "false, true"})
  void exactlyTheNewestIsRegistered(boolean oneSession, boolean lossy) throws Exception {
    long seed = Long.getLong("coord.seed", System.nanoTime());
    Random random = new Random(seed);
    TcpProxy proxy = zk.proxy();
    List<Coordination> processes = new ArrayList<>();
    CuratorFramework shared = zk.clients().connected(proxy.connectString());
    for (int i = 0; i < 3; i++) {
      processes.add(
          oneSession ? zk.closing(CuratorCoordination.over(shared)) : zk.coordination(proxy));
    }
    for (int round = 0; round < ROUNDS; round++) {
      assertOneRound(processes, proxy, random, lossy, "seed " + seed + ", round " + round);
    }
  }

  /** The older one has not looked at its node yet; it must not depend on what it finds. */
  @Test
  void theNewestComesBackAfterADeletion() throws Exception {
    Coordination process = zk.coordination();
    for (int round = 0; round < ROUNDS; round++) {
      Registration older = process.registry().register(server("a"));
      Registration newest = process.registry().register(server("a"));
      long czxid = zk.server().stat(PATH).getCzxid();
      zk.client().delete().forPath(PATH);

      assertThat(older.state()).isEqualTo(RegistrationState.REPLACED);
      Awaitility.await().until(() -> isPutBack(czxid));
      Awaitility.await().until(() -> newest.state() == RegistrationState.REGISTERED);
      newest.close();
      assertThat(zk.server().stat(PATH)).isNull();
    }
  }

  /** It takes the node of the newer one, as the last of the two that was committed. */
  @Test
  void theOneCommittedLaterIsTheNewestThoughItWasCalledEarlier() throws Exception {
    TcpProxy proxy = zk.proxy();
    Coordination process = zk.coordination(proxy);
    ReplyFault fault = proxy.loseReply(OpCode.create2);
    CompletableFuture<Registration> slow = new CompletableFuture<>();
    Thread caller = new Thread(() -> complete(slow, process));
    caller.start();
    fault.await();

    Registration other = process.registry().register(server("a"));

    Registration first = slow.get(60, TimeUnit.SECONDS);
    Awaitility.await()
        .until(
            () ->
                EnumSet.of(first.state(), other.state())
                    .equals(EnumSet.of(RegistrationState.REGISTERED, RegistrationState.REPLACED)));
    Registration newest = first.state() == RegistrationState.REGISTERED ? first : other;
    newest.close();
    assertThat(zk.server().stat(PATH)).isNull();
  }

  /**
   * With the watch it learns of its replacement at once. Together with others it may take longer.
   */
  @Test
  void aLoneRegistrationIsWatchedAtOnce() throws Exception {
    Coordination process = zk.coordination();
    long start = System.nanoTime();
    int many = 40;
    for (int i = 0; i < many; i++) {
      String id = "alone-" + i;
      process.registry().register(server(id));
      Awaitility.await()
          .pollInterval(Duration.ofMillis(2))
          .until(() -> zk.server().watchedPaths().contains("/services/servers/" + id));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  private static void complete(CompletableFuture<Registration> result, Coordination process) {
    try {
      result.complete(process.registry().register(server("a")));
    } catch (InterruptedException | RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  private static boolean isPutBack(long czxid) {
    Stat stat = zk.server().stat(PATH);
    return stat != null && stat.getCzxid() != czxid;
  }

  private static void assertOneRound(
      List<Coordination> processes, TcpProxy proxy, Random random, boolean lossy, String name)
      throws Exception {
    List<Registration> live = new ArrayList<>();
    List<Thread> updating = new ArrayList<>();
    AtomicBoolean done = new AtomicBoolean();
    for (int i = 0; i < TAKEOVERS; i++) {
      if (lossy) {
        proxy.loseReply(WRITES[random.nextInt(WRITES.length)]);
      }
      Coordination process = processes.get(random.nextInt(processes.size()));
      String address = name + " registration " + i;
      Registration registration =
          process.registry().register(server("a").toBuilder().address(address).build());
      live.add(registration);
      updating.add(updateUntil(done, registration));
      Time.passMillis(random.nextInt(30)); // any moment will do
    }
    done.set(true);
    for (Thread each : updating) {
      each.join(TimeUnit.SECONDS.toMillis(60));
    }
    proxy.restore();

    Registration newest = live.get(live.size() - 1);
    Awaitility.await(name).until(() -> isSettled(live, newest));
    RequestCounts before = zk.server().requests();
    int version = zk.server().stat(PATH).getVersion();
    newest.update(it -> it.toBuilder().port(1).build());
    Awaitility.await(name).until(() -> isSettled(live, newest));
    RequestCounts sent = zk.server().requests().since(before);
    assertThat(sent.of(OpCode.setData)).as("%s: %s", name, sent).isEqualTo(1);
    assertThat(sent.of(OpCode.multi)).as("%s: %s", name, sent).isZero();
    assertThat(zk.server().stat(PATH).getVersion()).as(name).isEqualTo(version + 1);
    live.forEach(Registration::close);
    Awaitility.await(name).until(() -> zk.server().stat(PATH) == null);
  }

  private static boolean isSettled(List<Registration> live, Registration newest) {
    String data = new String(zk.server().data(PATH), StandardCharsets.UTF_8);
    return newest.state() == RegistrationState.REGISTERED
        && data.contains('"' + newest.instance().address() + '"')
        && live.stream().allMatch(it -> it == newest || it.state() == RegistrationState.REPLACED);
  }

  private static Thread updateUntil(AtomicBoolean done, Registration registration) {
    String address = registration.instance().address();
    Thread thread =
        new Thread(
            () -> {
              for (int i = 0; !done.get() || i == 0; i++) {
                String next = address + " update " + i;
                try {
                  registration.update(it -> it.toBuilder().address(next).build());
                } catch (ReplacedException e) {
                  return;
                } catch (IndeterminateException | UnavailableException e) {
                  // to be tried again
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              }
            });
    thread.start();
    return thread;
  }
}
