package io.coord.curator.internal.engine.membership;

import io.coord.curator.internal.support.Backoff;
import io.coord.curator.internal.support.DelayedTask;
import io.coord.curator.internal.support.Threads;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The members to read again because the codec failed, perhaps for a moment. They are requested
 * together, at growing intervals while it keeps failing. Confined to one serial executor.
 */
final class ProvisionalMembers {

  private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

  private final Consumer<String> ask;
  private final DelayedTask later;
  private final Backoff backoff;
  private final Set<String> names = new LinkedHashSet<>();

  /**
   * None yet.
   *
   * @param ask reads a member by the name of its node
   */
  ProvisionalMembers(Threads threads, Executor serial, Consumer<String> ask) {
    this.ask = ask;
    this.later = new DelayedTask(threads.timer(), serial, this::askForAll);
    this.backoff = new Backoff(LONGEST_DELAY, threads.random());
  }

  void onParsed(Member member) {
    if (!member.provisional()) {
      forget(member.name());
      return;
    }
    names.add(member.name());
    if (!later.isDue()) {
      later.runIn(backoff.nextMillis());
    }
  }

  void forget(String name) {
    if (names.remove(name) && names.isEmpty()) {
      backoff.reset();
      later.cancel();
    }
  }

  void clear() {
    names.clear();
    later.cancel();
  }

  private void askForAll() {
    List.copyOf(names).forEach(ask);
  }
}
