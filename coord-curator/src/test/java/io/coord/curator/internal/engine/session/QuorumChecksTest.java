package io.coord.curator.internal.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.session.SessionProof.Subject;
import io.coord.curator.internal.engine.session.SessionProof.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked about many nodes at a time, of a handle that answers at once. */
@Timeout(60)
class QuorumChecksTest {

  private static final long SESSION = 7;

  private final SimulatedSession session = new SimulatedSession();
  private final AnsweringHandle handle = new AnsweringHandle();
  private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();
  private final QuorumChecks checks =
      new QuorumChecks(session, System::nanoTime, (asked, sentAt) -> {});

  @BeforeEach
  void connect() {
    session.use(handle);
    session.states().connected();
  }

  @AfterEach
  void close() {
    session.close();
  }

  /** A request that is too large costs the connection, at every try (hazard C7). */
  @Test
  void noQuestionIsLargerThanAQuarterOfJuteMaxBuffer() throws Exception {
    handle.juteMaxBuffer = 64 * 1024;

    ask(500, "/locks/" + "a-rather-long-name-of-a-lock".repeat(3) + "-");

    assertThat(handle.questions).allSatisfy(handle::fits).hasSizeGreaterThan(3);
    assertThat(handle.questions.stream().mapToInt(List::size).sum()).isEqualTo(500);
    assertThat(verdicts.values()).hasSize(500).containsOnly(Verdict.PRESENT);
  }

  @Test
  void bytesAreCountedNotCharacters() throws Exception {
    handle.juteMaxBuffer = 64 * 1024;

    ask(200, "/schlösser-鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵/");

    assertThat(handle.questions).allSatisfy(handle::fits);
  }

  @Test
  void aNodeWhosePathAloneIsLongerIsAskedAboutAlone() throws Exception {
    handle.juteMaxBuffer = 1024;

    ask(3, "/locks/" + "x".repeat(600));

    assertThat(handle.questions).hasSize(3);
    assertThat(verdicts).hasSize(3);
  }

  @Test
  void shortPathsShareAQuestion() throws Exception {
    ask(500, "/locks/a");

    assertThat(handle.questions).hasSize(1);
  }

  /** One of them is gone, so each of that question is looked at, and no more of them at a time. */
  @Test
  void eachIsToldItsOwnVerdict() throws Exception {
    handle.juteMaxBuffer = 64 * 1024;
    handle.gone = "/locks/a317";

    ask(500, "/locks/a");

    assertThat(verdicts).hasSize(500).containsEntry("/locks/a317", Verdict.ABSENT);
    assertThat(verdicts.values().stream().filter(Verdict.PRESENT::equals)).hasSize(499);
    assertThat(handle.questions).allSatisfy(handle::fits);
  }

  private void ask(int count, String prefix) throws Exception {
    checks
        .ask(IntStream.range(0, count).mapToObj(i -> new Node(prefix + i)).toList())
        .get(30, TimeUnit.SECONDS);
  }

  private final class Node implements Subject {
    private final String path;

    Node(String path) {
      this.path = path;
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public long session() {
      return SESSION;
    }

    @Override
    public void onVerdict(Verdict verdict, long sentAt) {
      verdicts.put(path, verdict);
    }
  }

  private static final class AnsweringHandle extends LivingHandle {
    private final List<List<String>> questions = new CopyOnWriteArrayList<>();
    private int juteMaxBuffer = 0xfffff;
    private String gone = "";

    AnsweringHandle() {
      super(SESSION);
    }

    /** As it would be sent. */
    void fits(List<String> paths) {
      long bytes =
          paths.stream().mapToLong(path -> 17 + path.getBytes(StandardCharsets.UTF_8).length).sum();
      assertThat(bytes).isLessThanOrEqualTo(juteMaxBuffer / 4);
    }

    @Override
    public void checkAll(List<String> paths, Consumer<ReplyCode> then) {
      questions.add(paths);
      then.accept(paths.contains(gone) ? ReplyCode.NONODE : ReplyCode.OK);
    }

    @Override
    public void lookAtAll(List<String> paths, BiConsumer<ReplyCode, List<ReplyCode>> then) {
      questions.add(paths);
      then.accept(
          ReplyCode.OK,
          paths.stream().map(path -> path.equals(gone) ? ReplyCode.NONODE : ReplyCode.OK).toList());
    }

    @Override
    public int juteMaxBuffer() {
      return juteMaxBuffer;
    }
  }
}
