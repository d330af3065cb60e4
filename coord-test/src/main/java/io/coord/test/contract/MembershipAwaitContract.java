package io.coord.test.contract;

import static io.coord.test.contract.Assertions.assertThat;
import static io.coord.test.contract.Assertions.assertThatExceptionOfType;
import static io.coord.test.contract.Assertions.assertThatIllegalArgumentException;
import static io.coord.test.contract.Assertions.assertThatIllegalStateException;
import static io.coord.test.contract.Assertions.assertThatNullPointerException;

import io.coord.Coordination;
import io.coord.registry.Membership;
import io.coord.registry.MembershipSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link Membership#await} promises. */
public abstract class MembershipAwaitContract extends ContractSuite {

  @Test
  void awaitOfZeroTestsOnlyTheCurrentSnapshot() throws Exception {
    Membership view = open().registry().watch(service);
    awaitIds(view);
    List<MembershipSnapshot> tested = new ArrayList<>();

    boolean satisfied =
        view.await(
            snapshot -> {
              tested.add(snapshot);
              return false;
            },
            Duration.ZERO);

    assertThat(satisfied).isFalse();
    assertThat(tested).containsExactly(view.snapshot());
    assertThat(view.await(snapshot -> true, Duration.ZERO)).isTrue();
  }

  @Test
  void awaitTimesOut() throws Exception {
    Membership view = open().registry().watch(service);
    long start = System.nanoTime();

    assertThat(view.await(snapshot -> false, Duration.ofMillis(200))).isFalse();

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(199), Duration.ofSeconds(10));
  }

  @Test
  void awaitCallsTheConditionOnTheCallersThread() throws Exception {
    Membership view = open().registry().watch(service);
    open().registry().register(instance("a"));
    List<Thread> threads = new ArrayList<>();

    await(
        view,
        snapshot -> {
          threads.add(Thread.currentThread());
          return snapshot.find("a").isPresent();
        });

    assertThat(threads).containsOnly(Thread.currentThread());
  }

  @Test
  void awaitRefusesNullsAndNegativeDurations() throws Exception {
    Membership view = open().registry().watch(service);

    assertThatNullPointerException().isThrownBy(() -> view.await(null, PATIENCE));
    assertThatNullPointerException().isThrownBy(() -> view.await(snapshot -> true, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> view.await(snapshot -> true, Duration.ofNanos(-1)));
    assertThat(view.await(snapshot -> true, Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
  }

  @Test
  void awaitThrowsWhatItsConditionThrows() throws Exception {
    Membership view = open().registry().watch(service);

    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(
            () ->
                view.await(
                    snapshot -> {
                      throw new UnsupportedOperationException("thrown by a test's condition");
                    },
                    PATIENCE));
  }

  @Test
  @Timeout(60)
  void awaitIsInterruptible() throws Exception {
    Membership view = open().registry().watch(service);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CountDownLatch waits = new CountDownLatch(1);
    Thread waiter =
        new Thread(
            () -> {
              try {
                view.await(
                    snapshot -> {
                      waits.countDown();
                      return false;
                    },
                    Duration.ofHours(1));
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    waiter.start();
    waits.await();

    waiter.interrupt();
    waiter.join();

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void closingAViewEndsAwait() throws Exception {
    Membership view = open().registry().watch(service);

    assertAwaitEnds(view, view::close);
    assertThatIllegalStateException().isThrownBy(() -> view.await(seen -> true, PATIENCE));
  }

  @Test
  void closingTheCoordinationEndsAwait() throws Exception {
    Coordination coordination = open();
    Membership view = coordination.registry().watch(service);

    assertAwaitEnds(view, coordination::close);
  }

  private void assertAwaitEnds(Membership view, Runnable end) throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    CompletableFuture<Boolean> waiter =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return view.await(
                    snapshot -> {
                      waits.countDown();
                      return false;
                    },
                    Duration.ofHours(1));
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            },
            task -> new Thread(task).start());
    waits.await();

    end.run();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> waiter.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class);
  }
}
