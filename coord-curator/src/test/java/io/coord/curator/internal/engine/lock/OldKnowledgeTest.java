package io.coord.curator.internal.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.UnavailableException;
import io.coord.curator.internal.engine.lock.Waiter.Outcome;
import io.coord.lock.Lease;
import io.coord.lock.LockOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A process that is queued behind another does not answer from what it saw on a past connection.
 */
class OldKnowledgeTest {

  private final World world = new World();
  private final ProcessLock lock = new ProcessLock("orders", LockOptions.defaults(), world);
  private Attempt attempt;

  @BeforeEach
  void queueBehindAnother() {
    lock.enqueue(Waiter.async(new CompletableFuture<Lease>(), Runnable::run), null);
    attempt = world.started.get(0);
    assertThat(lock.shouldWait(attempt, 0)).isTrue();
  }

  private Waiter oneTry() {
    Waiter waiter = Waiter.oneTry();
    lock.enqueue(waiter, null);
    return waiter;
  }

  @Test
  void whatWasSeenOnThisConnectionIsKnown() {
    assertThat(oneTry().outcome()).isInstanceOf(Outcome.Refused.class);
    assertThat(world.looks).isEmpty();
  }

  @Test
  void afterANewConnectionOneLooksForAllThatTry() {
    world.period = 2;
    Waiter first = oneTry();
    Waiter second = oneTry();
    assertThat(first.outcome()).isNull();
    assertThat(world.looks).containsExactly(attempt);

    lock.onLook(attempt, 2, true);

    assertThat(first.outcome()).isInstanceOf(Outcome.Refused.class);
    assertThat(second.outcome()).isInstanceOf(Outcome.Refused.class);
    assertThat(oneTry().outcome()).isInstanceOf(Outcome.Refused.class);
    assertThat(world.looks).hasSize(1);
  }

  @Test
  void aLookThatFailsIsNoRefusal() {
    world.period = 0;
    Waiter waiter = oneTry();

    lock.onLookFailed(attempt);

    assertThat(waiter.outcome()).isInstanceOf(Outcome.Failed.class);
    assertThat(((Outcome.Failed) waiter.outcome()).failure().get())
        .isInstanceOf(UnavailableException.class);
    oneTry();
    assertThat(world.looks).hasSize(2);
  }

  @Test
  void whoIsFirstByNowWaitsForTheGrant() {
    world.period = 2;
    Waiter waiter = oneTry();

    lock.onLook(attempt, 2, false);

    assertThat(waiter.outcome()).isNull();
    assertThat(lock.withdraw(waiter)).isTrue();
  }

  private static final class World extends NoOpBackend {
    private final List<Attempt> started = new ArrayList<>();
    private final List<Attempt> looks = new ArrayList<>();
    private long period = 1;

    @Override
    public void start(ProcessLock started, Attempt attempt) {
      this.started.add(attempt);
    }

    @Override
    public long connectionEpoch() {
      return period;
    }

    @Override
    public void look(ProcessLock looking, Attempt attempt) {
      looks.add(attempt);
    }
  }
}
