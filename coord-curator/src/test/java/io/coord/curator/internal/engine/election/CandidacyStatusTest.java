package io.coord.curator.internal.engine.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.coord.curator.internal.support.FreeMonitor;
import io.coord.election.CandidacyState;
import org.junit.jupiter.api.Test;

class CandidacyStatusTest {

  private final CandidacyStatus status = new CandidacyStatus(CandidacyState.WAITING);

  /** As by an executor that is closed and gets no thread: it runs listeners where it is called. */
  @Test
  void aListenerIsNeverCalledWithTheMonitorHeld() {
    FreeMonitor<CandidacyState> free = new FreeMonitor<>(status::state);
    TermImpl term = new TermImpl(null, null, unused -> {});
    status.subscribe(Runnable::run, free::accept);

    status.move(CandidacyState.LEADING, term);
    status.stopping(term);
    status.move(CandidacyState.CLOSED, null);

    assertThat(free.events())
        .containsExactly(
            CandidacyState.WAITING,
            CandidacyState.LEADING,
            CandidacyState.STOPPING,
            CandidacyState.CLOSED);
  }
}
