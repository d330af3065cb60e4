package io.coord.examples;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the processes of an election report: each term, from its leader, and who leads, from
 * everybody. Finds what must not be, and passes it to whoever waits. Thread-safe.
 */
final class ElectionRecord {

  /**
   * A term.
   *
   * @param beganNanos when its leader's report arrived
   */
  record Led(String leader, long epoch, long beganNanos) {}

  /** What an observer sees: the leader's epoch, who and where it is, and all candidates. */
  record Sight(long epoch, String leader, String address, List<String> queue) {}

  private final List<Led> terms = new ArrayList<>(); // guarded by this
  private final Map<Long, Long> returns = new HashMap<>(); // likewise: when, by epoch
  private final Map<String, List<Sight>> sights = new HashMap<>(); // likewise: by observer
  private @Nullable CheckFailed failure; // likewise

  /** A process reports that its task has begun. */
  synchronized void leads(String name, long epoch) {
    if (!terms.isEmpty() && terms.get(terms.size() - 1).epoch() >= epoch) {
      fail("Epoch %d came after %d.".formatted(epoch, terms.get(terms.size() - 1).epoch()));
    }
    terms.add(new Led(name, epoch, System.nanoTime()));
    notifyAll();
  }

  /** A process reports that its task returns. */
  synchronized void returns(long epoch) {
    returns.put(epoch, System.nanoTime());
    notifyAll();
  }

  /**
   * A process reports what it sees.
   *
   * @return whether it sees another leader than before
   */
  synchronized boolean sees(String observer, Sight sight) {
    List<Sight> earlier = sights.computeIfAbsent(observer, name -> new ArrayList<>());
    long before = earlier.isEmpty() ? 0 : earlier.get(earlier.size() - 1).epoch();
    if (before > sight.epoch()) {
      fail("%s saw epoch %d after epoch %d.".formatted(observer, sight.epoch(), before));
    }
    earlier.add(sight);
    notifyAll();
    return before != sight.epoch();
  }

  /** A process with this name starts anew, and has seen nothing yet. */
  synchronized void restarts(String observer) {
    sights.remove(observer);
  }

  /**
   * Waits for the term after this one.
   *
   * @param epoch 0 to wait for the first
   * @throws CheckFailed if there is none in time, or something was reported that must not be
   */
  synchronized Led awaitTermAfter(long epoch, Duration maxWait) throws InterruptedException {
    await("Nobody leads", () -> lastEpoch() > epoch, maxWait);
    return terms.get(terms.size() - 1);
  }

  /**
   * Waits until each of these processes sees this term, and all of them among its candidates.
   *
   * @throws CheckFailed if one does not in time, or saw another process or address in this term
   */
  synchronized void awaitSeen(Led term, String address, Collection<String> names, Duration maxWait)
      throws InterruptedException {
    for (String name : names) {
      await(
          name + " does not see everybody behind " + term.leader(),
          () -> in(term, name).stream().anyMatch(sight -> sight.queue().containsAll(names)),
          maxWait);
      for (Sight sight : in(term, name)) {
        if (!sight.leader().equals(term.leader()) || !sight.address().equals(address)) {
          fail("%s saw %s in the term %s.".formatted(name, sight, term));
        }
      }
    }
    throwFailure();
  }

  /**
   * Waits until the task of a term has returned.
   *
   * @return how much later that other time is
   */
  synchronized Duration awaitReturn(long epoch, long laterNanos, Duration maxWait)
      throws InterruptedException {
    await("The task did not return", () -> returns.containsKey(epoch), maxWait);
    long returned = Objects.requireNonNull(returns.get(epoch));
    return Duration.ofNanos(Math.max(0, laterNanos - returned)); // reports may overtake each other
  }

  /** {@return how many terms there were} */
  synchronized int terms() {
    return terms.size();
  }

  private long lastEpoch() {
    return terms.isEmpty() ? 0 : terms.get(terms.size() - 1).epoch();
  }

  private List<Sight> in(Led term, String observer) {
    return sights.getOrDefault(observer, List.of()).stream()
        .filter(sight -> sight.epoch() == term.epoch())
        .toList();
  }

  private void fail(String message) {
    if (failure == null) {
      failure = new CheckFailed(message);
    }
  }

  private void throwFailure() {
    if (failure != null) {
      throw failure;
    }
  }

  private void await(String otherwise, BooleanSupplier condition, Duration maxWait)
      throws InterruptedException {
    long deadline = System.nanoTime() + maxWait.toNanos();
    throwFailure();
    while (!condition.getAsBoolean()) {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (millis <= 0) {
        throw new CheckFailed(otherwise + " within " + maxWait + ".");
      }
      wait(millis);
      throwFailure();
    }
  }
}
