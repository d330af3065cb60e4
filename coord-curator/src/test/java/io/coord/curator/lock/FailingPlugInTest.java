package io.coord.curator.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coord.RejectedException;
import io.coord.curator.testing.CapturedLog;
import io.coord.curator.testing.ZkTest;
import io.coord.lock.DistributedLock;
import io.coord.lock.Lease;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.api.ACLProvider;
import org.apache.curator.framework.schema.Schema;
import org.apache.curator.framework.schema.SchemaSet;
import org.apache.curator.framework.schema.SchemaViolation;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the client's owner plugged in fails: that is no outage, and is told at once. */
@Timeout(120)
class FailingPlugInTest {

  @RegisterExtension static final ZkTest zk = new ZkTest(1_000);

  /** Throws while there is something to throw. */
  private static final class FailingAcls implements ACLProvider {
    private volatile Throwable failure;

    @Override
    public List<ACL> getDefaultAcl() {
      Throwable thrown = failure;
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown != null) {
        throw (RuntimeException) thrown;
      }
      return ZooDefs.Ids.OPEN_ACL_UNSAFE;
    }

    @Override
    public List<ACL> getAclForPath(String path) {
      return getDefaultAcl();
    }
  }

  private final FailingAcls acls = new FailingAcls();

  private LockHost host(CuratorFrameworkFactory.Builder builder) {
    return zk.closing(LockHost.over(zk.clients().started(builder)));
  }

  private LockHost hostWithAcls() {
    return host(zk.clients().builder(zk.server().connectString()).aclProvider(acls));
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalArgumentException("no ACL is configured"),
        new StackOverflowError("thrown by a test"),
        new NoClassDefFoundError("thrown by a test"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void everyAcquireIsRejectedWithTheCause(Throwable failure) throws Exception {
    LockHost host = hostWithAcls();
    DistributedLock lock = host.lock("orders");
    lock.acquire().close();
    acls.failure = failure;

    try (CapturedLog log = CapturedLog.start()) {
      assertRejected(lock, failure);
      CompletableFuture<Lease> onEngine =
          CompletableFuture.supplyAsync(lock::acquireAsync, host.connection.threads().engine())
              .get(30, TimeUnit.SECONDS);
      assertRejected(() -> get(onEngine), failure);
      assertThat(log.lines("ERROR")).isEmpty();
    }

    acls.failure = null;
    lock.acquire().close();
    zk.awaitEphemerals(0);
  }

  /** The first that it is asked for are the nodes above the contender. */
  @ParameterizedTest
  @MethodSource("failures")
  void acquireIsRejectedWithTheCauseThoughTheLocksNodeIsMissing(Throwable failure)
      throws Exception {
    FailsAfter fails = new FailsAfter(failure);
    LockHost host = host(zk.clients().builder(zk.server().connectString()).aclProvider(fails));
    DistributedLock lock = host.lock("new for " + failure.getClass().getSimpleName());

    assertRejected(lock::acquire, failure);
  }

  /** Lets the first request pass, of a contender whose parent is missing. */
  private static final class FailsAfter implements ACLProvider {
    private final Throwable failure;
    private final AtomicBoolean first = new AtomicBoolean(true);

    FailsAfter(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public List<ACL> getDefaultAcl() {
      return ZooDefs.Ids.OPEN_ACL_UNSAFE;
    }

    @Override
    public List<ACL> getAclForPath(String path) {
      if (first.compareAndSet(true, false)) {
        return getDefaultAcl();
      }
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    }
  }

  @Test
  void aLockThatTheSchemaForbidsIsRejected() throws Exception {
    Schema noEphemerals =
        Schema.builder(Pattern.compile("/locks/no/.*"))
            .name("no")
            .ephemeral(Schema.Allowance.CANNOT)
            .build();
    LockHost host =
        host(
            zk.clients()
                .builder(zk.server().connectString())
                .schemaSet(new SchemaSet(List.of(noEphemerals), true)));

    assertThatThrownBy(() -> host.lock("no").acquire())
        .isInstanceOf(RejectedException.class)
        .hasCauseInstanceOf(SchemaViolation.class);
    assertThatThrownBy(() -> host.lock("no").tryAcquire())
        .isInstanceOf(RejectedException.class)
        .hasCauseInstanceOf(SchemaViolation.class);
    host.lock("yes").tryAcquire().orElseThrow().close();
  }

  @Test
  void waitersFailWhenTheClientIsClosed() throws Exception {
    Lease held = zk.closing(LockHost.over(zk.client())).lock("orders").acquire();
    CuratorFramework client =
        zk.clients().started(zk.clients().builder(zk.server().connectString()));
    LockHost host = zk.closing(LockHost.over(client));
    CompletableFuture<Lease> waiting = host.lock("orders").acquireAsync();
    zk.awaitEphemerals(2);

    client.close();

    assertThatThrownBy(() -> get(waiting)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> host.lock("orders").acquire())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> host.lock("invoices").tryAcquire(Duration.ofSeconds(20)))
        .isInstanceOf(IllegalStateException.class);
    held.close();
  }

  private static void assertRejected(DistributedLock lock, Throwable cause) {
    assertRejected(lock::acquire, cause);
    assertRejected(lock::tryAcquire, cause);
    assertRejected(() -> lock.tryAcquire(Duration.ofMinutes(2)), cause);
    assertRejected(() -> get(lock.acquireAsync()), cause);
  }

  private static void assertRejected(ThrowingCallable call, Throwable cause) {
    assertThatThrownBy(call).isInstanceOf(RejectedException.class).hasCause(cause);
  }

  private static Lease get(CompletableFuture<Lease> lease) throws Throwable {
    try {
      return lease.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }
}
