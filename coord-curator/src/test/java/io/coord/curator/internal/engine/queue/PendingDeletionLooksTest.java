package io.coord.curator.internal.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.session.SimulatedSession;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On which thread it is looked whether what is left can be sent. */
@Timeout(60)
class PendingDeletionLooksTest {

  private final SimulatedSession session = new SimulatedSession();
  private final List<String> askedBy = new CopyOnWriteArrayList<>();
  private final PendingDeletions deletions = new PendingDeletions(session, new Queues());

  @AfterEach
  void close() {
    session.close();
  }

  /** Each delay of the whole JVM would wait for whoever waits there (hazard C13). */
  @Test
  void theThreadThatTheWholeJvmSharesIsNotAskedForAHandle() {
    assertThat(deletions.delete("/locks/orders/lock-0000000000"))
        .isCompletedWithValue(ReplyCode.CONNECTIONLOSS);

    Awaitility.await().until(() -> askedBy.contains("sent again"));
    assertThat(askedBy).allMatch(it -> it.startsWith("coord-") || it.equals("sent again"));
  }

  /** Loses the first deletion. */
  private final class Queues extends SimulatedQueue {
    private boolean lost;

    @Override
    public boolean takesWrites() {
      askedBy.add(Thread.currentThread().getName());
      return true;
    }

    @Override
    public void delete(String path, Consumer<ReplyCode> then) {
      if (lost) {
        askedBy.add("sent again");
      }
      then.accept(lost ? ReplyCode.OK : ReplyCode.CONNECTIONLOSS);
      lost = true;
    }
  }
}
