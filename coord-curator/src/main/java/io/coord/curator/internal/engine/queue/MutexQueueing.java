package io.coord.curator.internal.engine.queue;

import io.coord.curator.internal.engine.lock.Attempt;
import io.coord.curator.internal.engine.queue.ContenderCreation.Entry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The steps of an attempt for which an InterProcessMutex queues, because parents are missing or its
 * place was lost. They are the same steps as {@link QueueAcquisition}'s, for one contender.
 */
final class MutexQueueing implements MutexSteps {

  private final Attempt attempt;
  private final OwnContender own;
  private final Runnable onAbandoned;
  private final Consumer<Outcome> onOver;

  /**
   * Queues nothing yet.
   *
   * @param onAbandoned called if nobody waits any longer before the mutex runs
   * @param onOver takes the outcome of a run
   */
  MutexQueueing(Attempt attempt, OwnContender own, Runnable onAbandoned, Consumer<Outcome> onOver) {
    this.attempt = attempt;
    this.own = own;
    this.onAbandoned = onAbandoned;
    this.onOver = onOver;
  }

  @Override
  public boolean start() {
    return attempt.startWork();
  }

  @Override
  public boolean stop() {
    return attempt.stopWork();
  }

  @Override
  public void withdrawFormer() {
    var unused = own.withdraw();
  }

  @Override
  public CompletableFuture<?> create() throws QueuePort.PlugInException {
    return own.create().entry();
  }

  @Override
  public String onCreated() {
    ContenderCreation sent = own.creation();
    if (sent == null) {
      throw new IllegalStateException("nothing was created");
    }
    Entry entry = sent.entry().join();
    own.onQueued(sent, entry);
    return entry.name();
  }

  @Override
  public Place place(List<String> contenders) {
    QueuedContender node = own.node();
    if (!node.isAmong(contenders) || !node.isOfPresentSession()) {
      return Place.GONE;
    }
    return own.predecessor(contenders) == null ? Place.FIRST : Place.BEHIND;
  }

  @Override
  public void onMutexOver(Outcome outcome) {
    onOver.accept(outcome);
  }

  @Override
  public void abandon() {
    onAbandoned.run();
  }
}
