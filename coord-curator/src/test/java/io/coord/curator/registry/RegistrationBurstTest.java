package io.coord.curator.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coord.Coordination;
import io.coord.RejectedException;
import io.coord.curator.testing.ZkTest;
import io.coord.registry.Registration;
import io.coord.registry.RegistrationState;
import io.coord.registry.ServiceInstance;
import io.coord.test.internal.RequestCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many registrations of one process at one time go into few requests, and stay apart otherwise. */
class RegistrationBurstTest {

  private static final int THREADS = 16;

  @RegisterExtension static final ZkTest zk = new ZkTest();

  @Test
  void manyThatRegisterAtOnceShareRequests() throws Exception {
    Coordination coordination = zk.coordination();
    coordination.registry().register(instance("many", "first")); // makes the parents
    int each = 25;
    RequestCounts before = zk.server().requests();

    List<Future<List<Registration>>> threads =
        atOnce(
            thread ->
                () -> {
                  List<Registration> own = new ArrayList<>();
                  for (int i = 0; i < each; i++) {
                    own.add(coordination.registry().register(instance("many", thread + "-" + i)));
                  }
                  return own;
                });
    List<Registration> registrations = new ArrayList<>();
    for (Future<List<Registration>> thread : threads) {
      registrations.addAll(thread.get());
    }

    RequestCounts sent = zk.server().requests().since(before);
    assertThat(sent.of(OpCode.create2) + sent.of(OpCode.create) + sent.of(OpCode.multi))
        .as("%s", sent)
        .isLessThan(THREADS * each / 2);
    // The first look compares what was created with what is there.
    await()
        .until(
            () ->
                registrations.stream()
                    .allMatch(
                        it ->
                            zk.server()
                                .watchedPaths()
                                .contains("/services/many/" + it.instance().id())));
    assertThat(registrations)
        .allSatisfy(it -> assertThat(it.state()).isEqualTo(RegistrationState.REGISTERED));
    registrations.forEach(Registration::close);
    assertThat(zk.server().ephemerals()).containsExactly("/services/many/first");
  }

  @Test
  void oneThatIsRefusedDoesNotHarmTheOthers() throws Exception {
    CuratorFramework admin = zk.client();
    admin.create().creatingParentsIfNeeded().forPath("/services/open");
    admin.create().withACL(Ids.READ_ACL_UNSAFE).forPath("/services/shut");
    Coordination coordination = zk.coordination();

    for (int round = 0; round < 10; round++) {
      int now = round;
      List<Future<Registration>> threads =
          atOnce(
              thread ->
                  () ->
                      coordination
                          .registry()
                          .register(
                              instance(thread % 4 == 0 ? "shut" : "open", now + "-" + thread)));

      for (int thread = 0; thread < THREADS; thread++) {
        Future<Registration> registration = threads.get(thread);
        if (thread % 4 == 0) {
          assertThat(failureOf(registration)).isInstanceOf(RejectedException.class);
        } else {
          assertThat(registration.get().state()).isEqualTo(RegistrationState.REGISTERED);
        }
      }
    }
    assertThat(zk.server().ephemerals()).hasSize(10 * THREADS * 3 / 4);
  }

  @Test
  void allAreTakenOverFromAnotherProcessAtOnce() throws Exception {
    Coordination older = zk.coordination();
    Coordination newer = zk.coordination();
    List<Registration> first = new ArrayList<>();
    for (int i = 0; i < THREADS; i += 2) {
      first.add(older.registry().register(instance("taken", "" + i)));
    }

    for (Future<Registration> registration :
        atOnce(thread -> () -> newer.registry().register(instance("taken", "" + thread)))) {
      assertThat(registration.get().state()).isEqualTo(RegistrationState.REGISTERED);
    }

    await()
        .untilAsserted(
            () ->
                assertThat(first)
                    .allSatisfy(
                        it -> assertThat(it.state()).isEqualTo(RegistrationState.REPLACED)));
    assertThat(zk.server().ephemerals()).hasSize(THREADS);
  }

  @Test
  void aNodeThatIsDeletedRightAfterItWasCreatedComesBack() throws Exception {
    CuratorFramework admin = zk.client();
    Registration registration = zk.coordination().registry().register(instance("fresh", "a"));

    admin.delete().forPath("/services/fresh/a");

    await().until(() -> zk.server().ephemerals().contains("/services/fresh/a"));
    await().until(() -> registration.state() == RegistrationState.REGISTERED);
  }

  private static ServiceInstance instance(String service, String id) {
    return ServiceInstance.builder(service).id(id).build();
  }

  private static Throwable failureOf(Future<?> future) throws InterruptedException {
    try {
      return new AssertionError("returned " + future.get());
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  private interface Work<T> {
    Callable<T> of(int thread);
  }

  /** In as many threads, of which none begins before all are there; returns when all are done. */
  private static <T> List<Future<T>> atOnce(Work<T> work) throws InterruptedException {
    CyclicBarrier start = new CyclicBarrier(THREADS);
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<T>> all =
          IntStream.range(0, THREADS)
              .mapToObj(
                  thread ->
                      (Callable<T>)
                          () -> {
                            start.await();
                            return work.of(thread).call();
                          })
              .toList();
      return pool.invokeAll(all);
    } finally {
      pool.shutdown();
    }
  }
}
