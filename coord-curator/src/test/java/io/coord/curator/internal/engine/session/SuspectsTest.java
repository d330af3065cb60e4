package io.coord.curator.internal.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.session.SessionProof.Subject;
import io.coord.curator.internal.engine.session.SessionProof.Verdict;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that may be gone, and a quorum that cannot be asked at once. */
@Timeout(60)
class SuspectsTest {

  private static final long SESSION = 7;
  private static final long NOW = 1_000;

  private final SimulatedSession session = new SimulatedSession();
  private final SessionProof proof = new SessionProof(session, () -> NOW, () -> {});
  private final StumblingHandle handle = new StumblingHandle();

  @BeforeEach
  void connect() {
    session.use(handle);
    session.states().connected();
  }

  @AfterEach
  void close() {
    proof.close();
    session.close();
  }

  @Test
  void aSuspectWhoseQuestionCouldNotBeSentIsAskedAboutAgain() throws Exception {
    Node node = new Node();
    proof.add(node);
    proof.written(handle, NOW); // so no round asks about it

    proof.suspect(node);

    assertThat(node.verdict.get(20, TimeUnit.SECONDS)).isEqualTo(Verdict.PRESENT);
    assertThat(handle.failures).hasNonPositiveValue();
  }

  private static final class Node implements Subject {
    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();

    @Override
    public String path() {
      return "/locks/orders/lock-0000000000";
    }

    @Override
    public long session() {
      return SESSION;
    }

    @Override
    public void onVerdict(Verdict said, long sentAt) {
      verdict.complete(said);
    }
  }

  /** Fails to send once, as with no memory left. */
  private static final class StumblingHandle extends LivingHandle {
    private final AtomicInteger failures = new AtomicInteger(1);

    StumblingHandle() {
      super(SESSION);
    }

    @Override
    public void checkAll(List<String> paths, Consumer<ReplyCode> then) {
      if (failures.getAndDecrement() > 0) {
        throw new OutOfMemoryError("for the test");
      }
      super.checkAll(paths, then);
    }
  }
}
