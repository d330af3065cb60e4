package io.coord.curator.internal.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.membership.MembershipPort.Child;
import io.coord.curator.internal.engine.membership.MembershipPort.ReadReply;
import io.coord.curator.internal.engine.session.SimulatedSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Children that are read before a report about them is believed. */
class ChildVerifierTest {

  private final SimulatedSession session = new SimulatedSession();
  private final SlowNode node = new SlowNode();
  private final List<String> believed = new ArrayList<>();
  private final ChildVerifier verifier =
      new ChildVerifier(
          new BulkReader(session, node, new KnownPath()),
          Runnable::run,
          Runnable::run,
          child -> believed.add(child.name()),
          () -> believed.add("failure"));

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void whatWasReadIsBelieved() {
    verifier.ask("a");
    node.answer();

    assertThat(believed).containsExactly("a");
  }

  @Test
  void whatWasAskedMeanwhileIsReadNext() {
    verifier.ask("a");
    verifier.ask("b");
    node.answer();
    node.answer();

    assertThat(believed).containsExactly("a", "b");
  }

  /** The scan may have read a newer version, or found that the child is gone. */
  @Test
  void aReplyThatComesAfterAScanHasBegunIsIgnored() {
    verifier.ask("a");
    verifier.clear();
    node.answer();

    assertThat(believed).isEmpty();
  }

  @Test
  void afterThatOthersCanBeAskedFor() {
    verifier.ask("a");
    verifier.clear();
    verifier.ask("b");
    node.answer();
    node.answer();

    assertThat(believed).containsExactly("b");
  }

  /** Answers when the test says so. */
  private static final class SlowNode implements MembershipPort {
    private final List<Runnable> replies = new ArrayList<>();

    void answer() {
      replies.remove(0).run();
    }

    @Override
    public String path() {
      return "/services/slow";
    }

    @Override
    public void read(List<String> names, Executor serial, ReadReply then) {
      NodeStat stat = new NodeStat(1, 1, 1, 0, 0, 0, 0, 0);
      List<Child> children =
          names.stream().map(name -> new Child(name, ReplyCode.OK, stat, new byte[0])).toList();
      replies.add(() -> then.onRead(ReplyCode.OK, children));
    }

    @Override
    public void readLatest(String name, Executor serial, ReadReply then) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void list(Executor serial, ListReply then) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Watch watch(Executor serial, Reports reports) {
      throw new UnsupportedOperationException();
    }
  }
}
