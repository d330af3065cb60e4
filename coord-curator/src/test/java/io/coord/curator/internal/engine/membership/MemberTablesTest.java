package io.coord.curator.internal.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.NodeStat;
import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.membership.MembershipPort.Child;
import io.coord.curator.internal.engine.session.SimulatedSession;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** During a scan, reports and the scan fill one table, and what came last is right. */
class MemberTablesTest {

  private static final NodeStat PARENT = new NodeStat(1, 1, 9, 0, 0, 0, 0, 1);

  private final SimulatedSession session = new SimulatedSession();
  private final KnownPath known = new KnownPath();
  private final MemberTables tables =
      new MemberTables(
          known,
          new MemberParser("servers", new RawFormat(), known),
          new ProvisionalMembers(session.threads(), Runnable::run, name -> {}));

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void whatWasReportedBeforeTheListAndIsNotInItIsGone() {
    tables.startLoading();
    report("gone", 5);
    report("here", 6);
    tables.onList(List.of("here"), PARENT);
    tables.onLoaded();

    assertThat(shown()).containsExactly("here");
  }

  @Test
  void whatIsReportedAfterTheListIsShownThoughItIsNotInIt() {
    tables.startLoading();
    tables.onList(List.of("here"), PARENT);
    report("new", 10);
    tables.take(new Child("here", ReplyCode.OK, stat(6), new byte[0]));
    tables.onLoaded();

    assertThat(shown()).containsExactly("here", "new");
  }

  @Test
  void aListOfAScanThatWasGivenUpTakesNothingAway() {
    tables.startLoading();
    report("here", 6);
    tables.onList(List.of("here"), PARENT);
    tables.onLoaded();
    tables.onList(List.of(), PARENT);

    assertThat(shown()).containsExactly("here");
  }

  @Test
  void aReportOfWhatTheLastListShouldHaveHadIsOverdue() {
    tables.startLoading();
    assertThat(tables.isOverdue("gone", stat(5))).as("during the scan").isFalse();
    tables.onList(List.of("here"), PARENT);
    tables.take(new Child("here", ReplyCode.OK, stat(6), new byte[0]));
    tables.onLoaded();

    assertThat(tables.isOverdue("gone", stat(9))).isTrue();
    assertThat(tables.isOverdue("new", stat(10))).as("created after the list").isFalse();
    assertThat(tables.isOverdue("here", stat(6))).as("shown").isFalse();
  }

  private void report(String name, long czxid) {
    tables.put(name, stat(czxid), new byte[0]);
  }

  private static NodeStat stat(long czxid) {
    return new NodeStat(czxid, czxid, czxid, 0, 0, 0, 0, 0);
  }

  private List<String> shown() {
    return Members.names(tables.toList().members());
  }
}
