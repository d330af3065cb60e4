package io.coord.curator.internal.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.testing.CapturedLog;
import io.coord.registry.MembershipChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener is told the present view in the end, whichever hand-over to a thread fails. */
class ChangeMailboxTest {

  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final List<Long> told = new ArrayList<>();
  private View view = View.initial("s").next(MemberList.NONE, true, false);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void aListenerHearsOfTheNextChangeThoughNoThreadCouldBeHad(int refused) {
    int[] handOvers = new int[1];
    ChangeMailbox mailbox =
        new ChangeMailbox(
            this::record,
            View.initial("s"),
            () -> view,
            task -> {
              if (++handOvers[0] == refused) {
                throw new OutOfMemoryError("for the test: unable to create native thread");
              }
              threads.add(task);
            },
            later::add,
            closed -> {});
    for (int i = 0; i < 5; i++) {
      mailbox.poke();
      runAll(later);
      runAll(threads);
      assertThat(told).last().isEqualTo(view.snapshot().version());
      view = view.next(MemberList.NONE, true, !view.isStale());
    }
  }

  /** Anybody may have named a service. */
  @Test
  void theServiceIsEscapedInTheLog() {
    View named = View.initial("s\u001b\nWARN forged").next(MemberList.NONE, true, false);
    ChangeMailbox mailbox =
        new ChangeMailbox(
            change -> {
              throw new IllegalStateException("for the test");
            },
            View.initial("s"),
            () -> named,
            Runnable::run,
            later::add,
            closed -> {});
    try (CapturedLog log = CapturedLog.start()) {
      mailbox.poke();

      assertThat(log.lines("A listener of service"))
          .singleElement()
          .asString()
          .contains("'s\\u001B\\nWARN forged'");
    }
  }

  private void record(MembershipChange change) {
    told.add(change.snapshot().version());
  }

  private static void runAll(Queue<Runnable> tasks) {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }
}
