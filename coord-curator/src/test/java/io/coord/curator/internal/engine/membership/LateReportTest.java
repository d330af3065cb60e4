package io.coord.curator.internal.engine.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.engine.session.SimulatedSession;
import io.coord.registry.Membership;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A report of a child may have waited until the child was long gone. */
@Timeout(60)
class LateReportTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SimulatedSession session = new SimulatedSession();
  private final SimulatedNode node = new SimulatedNode();
  private Membership view;

  @BeforeEach
  void open() {
    session.states().connected();
    view =
        new Memberships(session, path -> node)
            .open(node.path(), "simulated", new RawFormat(), closed -> {});
  }

  @AfterEach
  void close() {
    view.close();
    session.close();
  }

  @Test
  void whatTheLoadShouldHaveFoundIsReadBeforeItIsShown() throws Exception {
    assertThat(view.await(now -> !now.stale(), PATIENCE)).isTrue();

    node.reportLate("gone", new byte[0]);
    node.create("here", new byte[0]);

    assertThat(view.await(now -> now.find("here").isPresent(), PATIENCE)).isTrue();
    assertThat(view.snapshot().find("gone")).isEmpty();
    assertThat(node.reads()).as("the report was checked").isPositive();
  }
}
